import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import { createLink, type LinkComponent } from '@tanstack/react-router';
import type { ComponentProps, ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Icon, type IconName } from './icons';
import { Spinner } from './spinner';

export type Tone = 'primary' | 'plain' | 'quiet' | 'danger';

export interface ButtonProps extends Omit<AriaButtonProps, 'children' | 'className' | 'style'> {
  children: ReactNode;
  tone?: Tone;
  icon?: IconName;
  /** Working: it keeps its width and its focus, and takes no second press. */
  busy?: boolean;
}

/**
 * A verb and a thing: "Add resident", never "Submit". One primary button on a page.
 *
 * `busy` isn't React Aria's `isPending`: that reads the button's name out once more by an element that points to it for
 * seven seconds, also after the button has gone. What came of the press is said by whoever knows it.
 */
export function Button({ children, tone = 'plain', icon, busy = false, ...rest }: ButtonProps) {
  const still = busy
    ? {
        onPress: nothing,
        type: 'button' as const,
        render: (props: ComponentProps<'button'>) => <button {...props} aria-disabled />,
      }
    : {};
  return (
    <AriaButton {...rest} {...still} className={`button ${tone}`}>
      {busy ? <Spinner /> : icon ? <Icon name={icon} /> : null}
      <span>{children}</span>
    </AriaButton>
  );
}

function nothing() {}

export interface IconButtonProps extends Omit<AriaButtonProps, 'children' | 'className' | 'style'> {
  /** Its name, for whoever doesn't see the picture, and as the tooltip. */
  label: string;
  icon: IconName;
}

export function IconButton({ label, icon, ...rest }: IconButtonProps) {
  return (
    <AriaButton {...rest} aria-label={label} className="button quiet icon-only">
      <Icon name={icon} />
    </AriaButton>
  );
}

interface PlainLinkProps extends ComponentProps<'a'> {
  icon?: IconName;
  tone?: Tone;
}

function ButtonAnchor({ icon, tone = 'plain', children, ...rest }: PlainLinkProps) {
  return (
    <a {...rest} className={`button ${tone}`}>
      {icon ? <Icon name={icon} /> : null}
      <span>{children}</span>
    </a>
  );
}

function TextAnchor({ icon, tone: _tone, children, className, ...rest }: PlainLinkProps) {
  return (
    <a {...rest} className={`link ${className ?? ''}`}>
      {icon ? <Icon name={icon} size={18} /> : null}
      {children}
    </a>
  );
}

/** Closes a dialog without saving; beside a form on a page it is `CancelLink`. */
export function CancelButton({ onPress }: { onPress: () => void }) {
  const t = useTranslations('kit');
  return (
    <Button tone="quiet" onPress={onPress}>
      {t('cancel')}
    </Button>
  );
}

function CancelAnchor(props: ComponentProps<'a'>) {
  const t = useTranslations('kit');
  return (
    <a {...props} className="button quiet">
      {t('cancel')}
    </a>
  );
}

/** Goes somewhere and looks like a button: `<LinkButton to="/residents/new" tone="primary" icon="add">`. */
export const LinkButton: LinkComponent<typeof ButtonAnchor> = createLink(ButtonAnchor);
/** A link within the console, typed by its routes. */
export const Link: LinkComponent<typeof TextAnchor> = createLink(TextAnchor);
/** Leaves a form without saving: `<CancelLink to="/residents" />`. */
export const CancelLink: LinkComponent<typeof CancelAnchor> = createLink(CancelAnchor);
