import { Suspense } from 'react';
import { Button as AriaButton, Dialog as AriaDialog, DialogTrigger, Popover } from 'react-aria-components';
import { useOpenAtFirst } from './back';
import type { PanelProps } from './menu';
import { Skeleton } from './states';

export default function OpenPanel({ label, trigger, children }: PanelProps) {
  const { button, trigger: state } = useOpenAtFirst();
  return (
    <DialogTrigger {...state}>
      <AriaButton ref={button} className="button plain">
        {trigger}
      </AriaButton>
      <Popover className="popover panel" offset={4}>
        <AriaDialog aria-label={label} className="dialog-body">
          <Suspense fallback={<Skeleton />}>{children}</Suspense>
        </AriaDialog>
      </Popover>
    </DialogTrigger>
  );
}
