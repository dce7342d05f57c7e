import { useId, useRef, useState, type DragEvent } from 'react';
import { useTranslations } from 'use-intl';
import { Button, Icon } from '~/kit';

/** A button that opens the device's own choice, and a place to drop a file on, which nobody needs. */
export function FilePicker({
  act,
  tone,
  onFile,
}: {
  act: string;
  tone?: 'primary';
  onFile: (file: File) => void;
}) {
  const t = useTranslations('imports.choose');
  const input = useRef<HTMLInputElement>(null);
  const hint = useId();
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file) onFile(file);
  };
  return (
    <div
      className="file-picker"
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Icon name="table" size={28} />
      <div className="row">
        <Button {...(tone ? { tone } : {})} onPress={() => input.current?.click()}>
          {act}
        </Button>
        <span className="quiet drop-words">{t('drop')}</span>
      </div>
      <p id={hint} className="quiet small measure">
        {t('format')}
      </p>
      <input
        ref={input}
        type="file"
        accept=".csv,.tsv,.txt,text/csv"
        aria-label={act}
        aria-describedby={hint}
        tabIndex={-1}
        className="visually-hidden"
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          if (file) onFile(file);
          // The same file again, corrected, is a change as well.
          event.target.value = '';
        }}
      />
    </div>
  );
}
