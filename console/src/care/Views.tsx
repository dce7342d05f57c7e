/** Buttons of which one holds: which part of a list is shown. */
export function Views<T extends string>(props: {
  label: string;
  views: readonly { id: T; label: string }[];
  now: T | undefined;
  onChange: (view: T) => void;
}) {
  return (
    <fieldset className="views" aria-label={props.label}>
      {props.views.map(({ id, label }) => (
        <button
          key={id}
          type="button"
          className="view"
          aria-pressed={id === props.now}
          onClick={() => props.onChange(id)}
        >
          {label}
        </button>
      ))}
    </fieldset>
  );
}
