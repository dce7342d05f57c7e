//! A connection that reads no further than it is asked for until it is encrypted.

use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use lettre::transport::smtp::client::AsyncTokioStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// First byte of every record of a TLS handshake, and of no command of SMTP.
const HANDSHAKE: u8 = 0x16;

/// Somebody on the way may append answers of their own to the server's "go ahead" for STARTTLS; a
/// reader that has fetched them already takes them for answers that came encrypted. Read byte by byte
/// they stay in the socket, where the handshake finds them and fails.
#[derive(Debug)]
pub(super) struct Careful {
    socket: TcpStream,
    careful: bool,
}

impl Careful {
    /// `careful`: until a handshake begins.
    pub(super) fn new(socket: TcpStream, careful: bool) -> Self {
        Self { socket, careful }
    }
}

impl AsyncTokioStream for Careful {
    fn peer_addr(&self) -> std::io::Result<SocketAddr> {
        self.socket.peer_addr()
    }
}

impl AsyncRead for Careful {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        if !self.careful || buf.remaining() == 0 {
            return Pin::new(&mut self.socket).poll_read(cx, buf);
        }
        let mut byte = [0];
        let mut one = ReadBuf::new(&mut byte);
        ready!(Pin::new(&mut self.socket).poll_read(cx, &mut one))?;
        buf.put_slice(one.filled());
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Careful {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        if buf.first() == Some(&HANDSHAKE) {
            self.careful = false;
        }
        Pin::new(&mut self.socket).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(cx)
    }
}
