import { useLease } from '../../inspect/use-lease.ts';
import { LivePicture } from '../../station/camera/live-picture.tsx';
import './quick-teach.css';

const noAreas = { grey: null, focus: null };

/** A model from nothing but good pieces: they are laid under the camera one after the other. */
export function QuickTeach() {
  useLease();
  return (
    <section className="quick" aria-label="Quick teach">
      <div className="quick-live">
        <LivePicture areas={noAreas} placing={null} onPlace={() => undefined} />
      </div>
    </section>
  );
}
