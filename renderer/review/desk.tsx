import type { ReactNode } from 'react';
import { Batch } from './batch.tsx';
import { ReviewBottom } from './bottom.tsx';
import { Centre } from './centre.tsx';
import { QueueList } from './queue-list.tsx';
import { DrawingBar } from './regions/bar.tsx';
import { ReviewSide } from './side.tsx';
import { placeText, ReviewFilters, ReviewTop } from './top.tsx';
import { useDesk, type DeskProps } from './use-desk.ts';

/** The queue, the picture and what can be said of it. */
export function ReviewDesk({ tabs, ...props }: DeskProps & { readonly tabs: ReactNode }) {
  const { keys, me } = props;
  const desk = useDesk(props);
  const { session, current, selection, views, queue, saying } = desk;
  const filtered = Object.keys(queue.filter).length > 0;
  return (
    <>
      <ReviewTop
        tabs={tabs}
        onFreeze={props.onFreeze}
        place={placeText(session, queue.order, current?.row ?? null, desk.hidden)}
        arrived={queue.arrived}
        onAdd={queue.add}
        filtering={views.filters || filtered}
        onFilter={() => desk.command('filter')}
      />
      {views.filters && (
        <ReviewFilters
          samples={queue.offered}
          filter={queue.filter}
          onFilter={(to) => desk.open(queue.order, to)}
          order={queue.order}
          onOrder={(to) => desk.open(to, queue.filter)}
          blind={desk.blind}
        />
      )}
      <div className="review-body">
        {views.queue && (
          <QueueList
            client={desk.client}
            calm={desk.painted}
            list={session.list}
            at={session.at}
            answers={desk.answers}
            selected={selection.ids}
            onShow={desk.show}
            onSelect={desk.select}
            noteOf={desk.noteOf}
            blind={desk.blind}
          />
        )}
        <div className="review-centre">
          <div className="review-pictures">
            {selection.ids.size > 0 ? (
              <Batch
                client={desk.client}
                ids={[...selection.ids]}
                onDrop={(drop) => desk.select(drop, false)}
              />
            ) : (
              <Centre
                client={desk.client}
                session={session}
                filtered={filtered}
                onUnfilter={() => desk.open(queue.order, {})}
                arrived={queue.arrived}
                onAdd={queue.add}
                row={current?.row ?? null}
                good={views.good ? desk.good : undefined}
                picture={desk.picture}
                zoom={views.zoom}
                over={desk.over}
                onZoom={desk.zoomTo}
                onPoint={desk.point}
              />
            )}
          </div>
          {current && selection.ids.size === 0 && (
            <DrawingBar
              drawing={desk.drawing}
              overlay={views.overlay}
              hidden={views.hidden}
              heatNote={desk.heatNote}
              onCommand={desk.command}
            />
          )}
        </div>
        {current && (
          <ReviewSide
            near={current}
            keys={keys}
            said={desk.answers.get(current.row.id)?.answer ?? null}
            batch={selection.ids.size}
            stopped={session.stopped !== null}
            me={me.id}
            hidden={desk.hidden}
            barred={saying.barred}
            onAnswer={desk.give}
            onAgree={desk.agree}
            draft={saying.draft}
            onComment={saying.setComment}
            pick={saying.pick}
            onPick={saying.choose}
            onOpen={saying.open}
            onSecond={() => desk.command('second-look')}
            history={views.history}
            drawing={desk.drawing}
            field={desk.field}
          />
        )}
      </div>
      <ReviewBottom session={session} labeller={desk.labeller} onOpen={() => desk.command('open-it')} />
    </>
  );
}
