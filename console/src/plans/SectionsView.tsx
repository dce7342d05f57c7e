import type { CarePlanSection, CarePlanSections, TaskDefinitionOut } from '@almoner/client';
import { useTranslations } from 'use-intl';
import { DOMAINS, READING, type Domain } from './domains';
import { SourceList } from './sources/SourceList';
import { TaskLine } from './TaskLines';
import { Markdown } from './text/Markdown';

export interface SectionsViewProps {
  sections: CarePlanSections;
  tasks: readonly TaskDefinitionOut[];
}

/** A plan as it is read: part by part, the person's own words first, and what is done at which times. */
export function SectionsView({ sections, tasks }: SectionsViewProps) {
  const t = useTranslations('plans.tab');
  const w = useTranslations('planWords');
  const ofDomain = (domain: Domain) => tasks.filter((task) => task.domain === domain);
  const shown = DOMAINS.filter((domain) => sections[domain] || ofDomain(domain).length > 0);
  if (shown.length === 0) return <p className="quiet">{t('nothing')}</p>;
  return (
    <div className="plan-columns">
      <nav className="plan-jump" aria-label={t('jump')}>
        <ul>
          {shown.map((domain) => (
            <li key={domain}>
              <a
                href={`#plan-${domain}`}
                onClick={(event) => {
                  event.preventDefault();
                  const heading = document.getElementById(`plan-${domain}`);
                  heading?.focus({ preventScroll: true });
                  heading?.scrollIntoView?.({ block: 'start' });
                }}
              >
                {w(`domain.${domain}`)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <div className="plan-parts">
        {shown.map((domain) => (
          <section key={domain} className="plan-part" aria-labelledby={`plan-${domain}`}>
            <h3 id={`plan-${domain}`} tabIndex={-1}>
              {w(`domain.${domain}`)}
            </h3>
            <SectionTexts section={sections[domain]} />
            <Sources ids={sections[domain]?.sources ?? []} />
            <Tasks tasks={ofDomain(domain)} />
          </section>
        ))}
      </div>
    </div>
  );
}

/** The texts of one part. */
export function SectionTexts({ section }: { section: CarePlanSection | null | undefined }) {
  const w = useTranslations('planWords');
  return READING.map((field) => {
    const text = section?.[field];
    return text ? (
      <div key={field} className={`plan-field ${field}`}>
        <h4>{w(`field.${field}`)}</h4>
        <Markdown text={text} />
      </div>
    ) : null;
  });
}

/** Assessments that the part follows from. */
function Sources({ ids }: { ids: readonly string[] }) {
  const t = useTranslations('planSources');
  if (ids.length === 0) return null;
  return (
    <div className="plan-field">
      <h4>{t('title')}</h4>
      <SourceList ids={ids} />
    </div>
  );
}

function Tasks({ tasks }: { tasks: readonly TaskDefinitionOut[] }) {
  const t = useTranslations('plans.tab');
  if (tasks.length === 0) return null;
  return (
    <div className="plan-field tasks">
      <h4>{t('done')}</h4>
      <ul className="plan-tasks">
        {tasks.map((task) => (
          <TaskLine key={task.id} task={task} />
        ))}
      </ul>
    </div>
  );
}
