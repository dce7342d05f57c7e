//! Bodies with a clock on them: uploads that have to move, answers that are counted.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use http_body::{Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep};

use super::activity::Busy;

/// An upload that moved less than the least rate.
#[derive(Debug, thiserror::Error)]
#[error("the upload stalled")]
pub struct Stalled;

/// A request body that fails with [`Stalled`] once it moved less than `rate`
/// over a `window` of waiting. Only waiting counts: a handler that is slow to
/// read does not make its caller late.
pub(super) struct Paced<B> {
    inner: B,
    rate: u64,
    window: Duration,
    /// Time waited and bytes received in this window.
    waited: Duration,
    received: u64,
    wait: Option<(Instant, Pin<Box<Sleep>>)>,
}

impl<B> Paced<B> {
    pub(super) fn new(inner: B, rate: u64, window: Duration) -> Self {
        Self { inner, rate, window, waited: Duration::ZERO, received: 0, wait: None }
    }

    /// Closes the window when it is full; whether enough came in.
    fn kept_pace(&mut self) -> bool {
        if self.waited < self.window {
            return true;
        }
        let due = u128::from(self.rate) * self.waited.as_millis() / 1000;
        let kept = u128::from(self.received) >= due;
        self.waited = Duration::ZERO;
        self.received = 0;
        kept
    }
}

impl<B> HttpBody for Paced<B>
where
    B: HttpBody<Data = Bytes> + Unpin,
    B::Error: Into<axum::BoxError>,
{
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let this = &mut *self;
        if let Poll::Ready(frame) = Pin::new(&mut this.inner).poll_frame(cx) {
            if let Some((since, _)) = this.wait.take() {
                this.waited += since.elapsed();
            }
            if let Some(Ok(data)) = frame.as_ref().map(|f| f.as_ref().map(|f| f.data_ref())) {
                this.received += data.map_or(0, |d| d.len() as u64);
            }
            let ended = frame.is_none();
            if !ended && !this.kept_pace() {
                return Poll::Ready(Some(Err(Stalled.into())));
            }
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        let left = this.window.saturating_sub(this.waited);
        let (_, sleep) = this.wait.get_or_insert_with(|| (Instant::now(), Box::pin(sleep(left))));
        ready!(sleep.as_mut().poll(cx));
        this.wait = None;
        this.waited = this.window;
        if this.kept_pace() {
            // The window was good; wait on in a new one.
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(Stalled.into())))
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// An answer that keeps its connection busy until its last byte is handed over.
pub(super) struct Tracked {
    inner: Body,
    _busy: Busy,
}

impl Tracked {
    pub(super) fn new(inner: Body, busy: Busy) -> Self {
        Self { inner, _busy: busy }
    }
}

impl HttpBody for Tracked {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.inner).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
