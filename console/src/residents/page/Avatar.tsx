import { calledName, type Named } from '../names';
import './avatar.css';

/** Where the photograph stands when there is one; until then the initials, always at the same place. */
export function Avatar({ person }: { person: Named }) {
  const words = calledName(person).split(/\s+/);
  const letters = [words[0], words.at(-1)].map((word) => word?.[0] ?? '').join('');
  return (
    // The name stands beside it.
    <span className="avatar" aria-hidden="true">
      {letters.toUpperCase()}
    </span>
  );
}
