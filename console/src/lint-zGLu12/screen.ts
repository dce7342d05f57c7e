import { useAlmoner } from '@almoner/client/react';
export const x = useAlmoner;