import { createFileRoute } from '@tanstack/react-router';
import { PasswordResetPage } from '~/account/PasswordResetPage';

/** Without a secret behind `#` it asks for the link; with one it sets the password. */
export const Route = createFileRoute('/password-reset')({ component: PasswordResetPage });
