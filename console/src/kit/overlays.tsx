import type { ReactNode } from 'react';
import {
  Button as AriaButton,
  Dialog as AriaDialog,
  DialogTrigger,
  Heading,
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  MenuTrigger,
  Modal,
  ModalOverlay,
  Popover,
  Separator,
  Tooltip as AriaTooltip,
  TooltipTrigger,
} from 'react-aria-components';
import { useTranslations } from 'use-intl';
import { IconButton } from './button';
import { Icon, type IconName } from './icons';

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
        <AriaDialog className="dialog" role={firm ? 'alertdialog' : 'dialog'}>
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

export type MenuEntry =
  | { kind?: 'item'; id: string; label: string; icon?: IconName; hint?: string; onAction: () => void; disabled?: boolean; chosen?: boolean }
  | { kind: 'line'; id: string };

export interface MenuProps {
  /** The name of the menu, for screen readers. */
  label: string;
  /** What opens it: the inside of a button. */
  trigger: ReactNode;
  entries: readonly MenuEntry[];
  className?: string;
}

/** What can be done with the thing beside it. */
export function Menu({ label, trigger, entries, className = 'button quiet' }: MenuProps) {
  return (
    <MenuTrigger>
      <AriaButton className={className} aria-label={label}>
        {trigger}
      </AriaButton>
      <Popover className="popover" offset={4} placement="bottom end">
        <AriaMenu className="list" aria-label={label}>
          {entries.map((entry) =>
            entry.kind === 'line' ? (
              <Separator key={entry.id} className="list-line" />
            ) : (
              <AriaMenuItem
                key={entry.id}
                id={entry.id}
                textValue={entry.label}
                onAction={entry.onAction}
                isDisabled={entry.disabled ?? false}
                className="option"
              >
                {entry.icon ? <Icon name={entry.icon} /> : null}
                <span className="option-words">
                  {entry.label}
                  {entry.hint ? <span className="hint">{entry.hint}</span> : null}
                </span>
                {entry.chosen ? <Icon name="check" size={18} /> : null}
              </AriaMenuItem>
            ),
          )}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
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

/** A small panel at its button, for a filter or an explanation. */
export function Panel({ label, trigger, children }: { label: string; trigger: ReactNode; children: ReactNode }) {
  return (
    <DialogTrigger>
      <AriaButton className="button plain">{trigger}</AriaButton>
      <Popover className="popover panel" offset={4}>
        <AriaDialog aria-label={label} className="dialog-body">
          {children}
        </AriaDialog>
      </Popover>
    </DialogTrigger>
  );
}
