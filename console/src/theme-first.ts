// Runs before anything is drawn, so that a night shift is not greeted by a white flash.
import { applyLook, keptLook } from './lib/look';

applyLook(keptLook());
