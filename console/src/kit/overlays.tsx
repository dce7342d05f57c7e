import type { ReactNode } from 'react';
import {
  Dialog as AriaDialog,
  Heading,
  Modal,
  ModalOverlay,
  Tooltip as AriaTooltip,
  TooltipTrigger,
} from 'react-aria-components';
import { useTranslations } from 'use-intl';
import { IconButton } from './button';

export interface DialogProps {
  title: string;
  open: boolean;
  onClose: () => void;
  children: ReactNode;
  /** Asks something that can't be left open: no click outside, no Esc, no cross. */
  firm?: boolean;
  /** `sheet`: from the side on a desktop, from below on a phone. For what belongs to the page behind it. */
  kind?: 'dialog' | 'sheet' | 'wide';
}

/** Takes the focus, gives it back, closes by Esc. Put the buttons into `<DialogActions>`. */
export function Dialog({ title, open, onClose, children, firm = false, kind = 'dialog' }: DialogProps) {
  const t = useTranslations('kit');
  return (
    <ModalOverlay
      isOpen={open}
      onOpenChange={(next) => !next && onClose()}
      isDismissable={false}
      isKeyboardDismissDisabled={firm}
      className="veil"
    >
      <Modal className={`modal ${kind}`}>
        <AriaDialog className="dialog">
          <header className="dialog-head">
            <Heading slot="title">{title}</Heading>
            {firm ? null : <IconButton label={t('close')} icon="close" onPress={onClose} />}
          </header>
          <div className="dialog-body">{children}</div>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/** A panel beside the page. */
export function Sheet(props: Omit<DialogProps, 'kind'>) {
  return <Dialog {...props} kind="sheet" />;
}

/** The primary button first, in reading order. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className="actions">{children}</div>;
}

/** More about a control, on hover and on focus; never the only place of something needed. */
export function Tooltip({ text, children }: { text: string; children: ReactNode }) {
  return (
    <TooltipTrigger delay={400}>
      {children}
      <AriaTooltip className="tooltip" offset={6}>
        {text}
      </AriaTooltip>
    </TooltipTrigger>
  );
}
