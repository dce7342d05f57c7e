import { useState } from 'react';
import { initials } from '~/lib/initials';
import './face.css';

/** The small picture of a resident beside their name; initials until there is one, and where it can't be loaded. */
export function Face({ photo, name }: { photo: string | null | undefined; name: string }) {
  const [lost, setLost] = useState('');
  return (
    <span className="face" aria-hidden="true">
      {photo && photo !== lost ? (
        <img src={picture(photo, 'small')} alt="" loading="lazy" onError={() => setLost(photo)} />
      ) : (
        initials(name)
      )}
    </span>
  );
}

/** Where a picture is, for an `<img>`: the sign-in goes along by itself, and nothing is kept of the answer. */
export function picture(photo: string, size?: 'small'): string {
  return `/api/v1/photos/${photo}/picture${size ? `?size=${size}` : ''}`;
}
