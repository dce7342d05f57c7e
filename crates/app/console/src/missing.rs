//! What stands at `/` when the program was compiled without a console.

/// In words, since whoever reads it has just built the program.
pub(crate) const PAGE: &str = "<!doctype html><html lang=\"en-GB\"><meta charset=\"utf-8\">\
    <meta name=\"viewport\" content=\"width=device-width\"><title>Almoner</title><h1>The console is not in this program</h1>\
    <p>It was compiled before the console was built. Build the console with <code>make console</code>, then \
    <code>make build</code>; <code>make up</code> does both.</p>\
    <p>The API is here: <a href=\"/api/reference\">its reference</a>.</p></html>";
