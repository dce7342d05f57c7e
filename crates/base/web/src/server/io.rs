//! A connection's bytes, with a clock on them.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep, sleep_until};

use super::activity::Activity;
use super::framing::Framing;

/// Reads only well-framed messages whose heads arrive in time, and gives up
/// on a peer that takes nothing.
pub(super) struct Guarded<S> {
    inner: S,
    activity: Arc<Activity>,
    framing: Framing,
    /// What hyper is still given after a message was broken off.
    broken: Option<&'static [u8]>,
    head_timeout: Duration,
    head_deadline: Option<Pin<Box<Sleep>>>,
    write_stall: Duration,
    write_deadline: Option<Pin<Box<Sleep>>>,
}

impl<S> Guarded<S> {
    /// `opened` is when the peer connected: its first head is due from then on.
    pub(super) fn new(inner: S, opened: Instant, limits: &super::Limits, activity: Arc<Activity>) -> Self {
        Self {
            inner,
            activity,
            framing: Framing::new(limits.head_bytes),
            broken: None,
            head_timeout: limits.head_timeout,
            head_deadline: Some(Box::pin(sleep_until(opened + limits.head_timeout))),
            write_stall: limits.write_stall,
            write_deadline: None,
        }
    }

    fn arrived(&mut self, buf: &mut ReadBuf<'_>, before: usize) {
        let new = &mut buf.filled_mut()[before..];
        if let Err(at) = self.framing.follow(new) {
            // No head, no chunk may hold a NUL: hyper answers 400 and closes,
            // though it looks at a head only once it sees an end of it.
            new[at] = 0;
            buf.set_filled(before + at + 1);
            self.broken = Some(b"\r\n\r\n");
        }
        if !self.framing.within_head() {
            self.head_deadline = None;
        } else if self.head_deadline.is_none() {
            self.head_deadline = Some(Box::pin(sleep(self.head_timeout)));
        }
    }

    /// Lets a write wait, but not for ever.
    fn watched<T>(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            // hyper has taken the whole answer by now and its handler is done:
            // only these bytes show that the connection is in use.
            if self.write_deadline.take().is_some() {
                self.activity.moved();
            }
            return written;
        }
        let stall = self.write_stall;
        let deadline = self.write_deadline.get_or_insert_with(|| Box::pin(sleep(stall)));
        ready!(deadline.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Guarded<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if let Some(end) = self.broken {
            let (now, later) = end.split_at(end.len().min(buf.remaining()));
            buf.put_slice(now);
            self.broken = Some(later);
            return Poll::Ready(Ok(()));
        }
        let before = buf.filled().len();
        if let Poll::Ready(read) = Pin::new(&mut self.inner).poll_read(cx, buf) {
            read?;
            self.arrived(buf, before);
            return Poll::Ready(Ok(()));
        }
        if let Some(deadline) = &mut self.head_deadline {
            ready!(deadline.as_mut().poll(cx));
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        Poll::Pending
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Guarded<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write(cx, buf);
        self.watched(cx, written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.inner).poll_flush(cx);
        // An empty flush on a plain socket is always ready and proves nothing.
        if flushed.is_ready() { flushed } else { self.watched(cx, flushed) }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let shut = Pin::new(&mut self.inner).poll_shutdown(cx);
        self.watched(cx, shut)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write_vectored(cx, bufs);
        self.watched(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }
}
