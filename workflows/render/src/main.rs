//! `radica-render`: Typst templates and JSON data in, conforming PDF out.
//!
//! A long-lived child process that speaks lines of JSON. The first line on
//! standard input is the [`protocol::Library`] (all template files); every
//! later line is one [`protocol::Request`] and is answered with one
//! [`protocol::Response`] line on standard output, in order.
//!
//! The process opens no file and no socket: templates arrive on standard
//! input, fonts are compiled in, packages cannot be imported, and the time is
//! the request's. The same request always gives the same bytes.

mod export;
mod job;
mod protocol;
mod qr;
mod world;

use std::io::{self, BufRead, Write};
use std::process::ExitCode;

use protocol::{Failure, Library, Request, Response};
use world::Base;

fn main() -> ExitCode {
    match serve(io::stdin().lock(), io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("radica-render: {error}");
            ExitCode::FAILURE
        }
    }
}

#[derive(Debug, thiserror::Error)]
enum ServeError {
    #[error("cannot talk to the parent process: {0}")]
    Io(#[from] io::Error),
    #[error("the first line must be the library of templates: {0}")]
    Library(serde_json::Error),
    #[error("a response cannot be written as JSON: {0}")]
    Response(serde_json::Error),
}

/// Answers requests until the parent closes the pipe.
fn serve(input: impl BufRead, mut output: impl Write) -> Result<(), ServeError> {
    let mut lines = input.lines();
    let Some(first) = lines.next() else {
        return Ok(());
    };
    let library: Library = serde_json::from_str(&first?).map_err(ServeError::Library)?;
    let base = Base::new(library);
    for line in lines {
        let response = answer(&base, &line?);
        serde_json::to_writer(&mut output, &response).map_err(ServeError::Response)?;
        output.write_all(b"\n")?;
        output.flush()?;
        world::forget_old_results();
    }
    Ok(())
}

fn answer(base: &Base, line: &str) -> Response {
    let request: Request = match serde_json::from_str(line) {
        Ok(request) => request,
        Err(error) => return Response::failed(None, Failure::Request(error.to_string())),
    };
    match job::render(base, &request) {
        Ok(rendered) => Response::rendered(request.id, rendered),
        Err(failure) => Response::failed(Some(request.id), failure),
    }
}
