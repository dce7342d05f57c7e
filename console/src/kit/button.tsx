import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import { createLink, type LinkComponent } from '@tanstack/react-router';
import type { ComponentProps } from 'react';
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

/** A verb and a thing: "Add resident", never "Submit". One primary button on a page. */
export function Button({ children, tone = 'plain', icon, busy = false, ...rest }: ButtonProps) {
  return (
    <AriaButton {...rest} isPending={busy} className={`button ${tone}`}>
      {busy ? <Spinner /> : icon ? <Icon name={icon} /> : null}
      <span>{children}</span>
    </AriaButton>
  );
}

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

/** Goes somewhere and looks like a button: `<LinkButton to="/residents/new" tone="primary" icon="add">`. */
export const LinkButton: LinkComponent<typeof ButtonAnchor> = createLink(ButtonAnchor);
/** A link within the console, typed by its routes. */
export const Link: LinkComponent<typeof TextAnchor> = createLink(TextAnchor);
