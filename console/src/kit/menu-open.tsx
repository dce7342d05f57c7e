import {
  Button as AriaButton,
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  MenuTrigger,
  Popover,
  Separator,
} from 'react-aria-components';
import { useOpenAtFirst } from './back';
import { Icon } from './icons';
import type { MenuProps } from './menu';

/** The menu once it was wanted: open at first, then as any. */
export default function OpenMenu({ label, trigger, entries, className = 'button quiet' }: MenuProps) {
  const { button, trigger: state } = useOpenAtFirst();
  return (
    <MenuTrigger {...state}>
      <AriaButton ref={button} className={className} aria-label={label}>
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
