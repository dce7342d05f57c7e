//! The operations of the document, with what tests ask of each.

use std::sync::LazyLock;

use almoner_web::openapi::RouteInfo;
use serde_json::Value;

static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| almoner_server::document().unwrap_or_else(|wrong| panic!("{wrong:#?}")));

static OPERATIONS: LazyLock<Vec<Operation>> = LazyLock::new(|| {
    let listing = almoner_server::listing();
    listing.into_iter().map(Operation::of).collect()
});

/// One operation: its route, and its part of the document.
#[derive(Debug)]
pub struct Operation {
    pub id: &'static str,
    /// `get`, `post`, ...
    pub method: &'static str,
    /// With `{id}` and its like.
    pub path: String,
    pub route: RouteInfo,
    /// As it stands in the document.
    pub written: &'static Value,
}

/// The document that the program makes.
pub fn document() -> &'static Value {
    &DOCUMENT
}

/// Every operation, in the order of the routes.
pub fn operations() -> &'static [Operation] {
    &OPERATIONS
}

impl Operation {
    fn of(route: RouteInfo) -> Self {
        let written = &document()["paths"][&route.path][route.method];
        assert!(written.is_object(), "{} {} is not in the document", route.method, route.path);
        Self { id: route.operation, method: route.method, path: route.path.clone(), route, written }
    }

    /// An operation by its id.
    ///
    /// # Panics
    /// When there is none.
    pub fn named(id: &str) -> &'static Self {
        operations().iter().find(|o| o.id == id).unwrap_or_else(|| panic!("there is no operation {id}"))
    }

    /// The one that answers a method and path.
    pub fn at(method: &str, path: &str) -> Option<&'static Self> {
        let method = method.to_ascii_lowercase();
        let fits = |o: &&Operation| o.method == method && matches(&o.path, path);
        // A literal segment wins over a parameter, as in the router.
        operations().iter().filter(fits).min_by_key(|o| o.path.matches('{').count())
    }

    /// Names of the parameters in the path.
    pub fn parameters(&self) -> Vec<&str> {
        self.path.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect()
    }

    /// The path with each parameter filled in, in order.
    ///
    /// # Panics
    /// When there are fewer values than parameters.
    pub fn path_to(&self, values: &[impl std::fmt::Display]) -> String {
        let mut values = values.iter();
        let segment = |segment: &str| {
            if segment.starts_with('{') {
                values.next().expect("a value for each parameter").to_string()
            } else {
                segment.to_owned()
            }
        };
        self.path.split('/').map(segment).collect::<Vec<_>>().join("/")
    }

    /// The schema of the request's body, resolved, or nothing.
    pub fn body(&self) -> Option<&'static Value> {
        self.written.pointer("/requestBody/content/application~1json/schema").map(resolved)
    }
}

/// What a reference stands for.
///
/// # Panics
/// When it leads nowhere.
pub fn resolved(schema: &'static Value) -> &'static Value {
    match schema["$ref"].as_str() {
        None => schema,
        Some(reference) => {
            let pointer = reference.strip_prefix('#').expect("references are within the document");
            resolved(document().pointer(pointer).unwrap_or_else(|| panic!("{reference} leads nowhere")))
        }
    }
}

fn matches(template: &str, path: &str) -> bool {
    let (template, path) = (template.split('/'), path.split('/'));
    template.clone().count() == path.clone().count()
        && template
            .zip(path)
            .all(|(wanted, got)| wanted == got || (wanted.starts_with('{') && !got.is_empty()))
}
