//! The form of a deed: shown, sent, and shown again with what is wrong.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use super::field::Kind as FieldKind;
use super::field::{Field, Kind};
use super::{Asked, Deed, about, body};
use crate::files;
use crate::pages::look::{Place, Shell};
use crate::pages::parts::Cell;
use crate::pages::visit::KEY;
use crate::pages::{Answer, Visit, html, see_other};
use crate::problem::Problem;

#[derive(Template)]
#[template(path = "form.html")]
struct FormPage {
    shell: Shell,
    verb: &'static str,
    about: Vec<(&'static str, Cell)>,
    fields: Vec<Field>,
    /// What is against it as a whole.
    problem: Option<(String, String)>,
    /// Where one goes back to.
    back: String,
    action: String,
    key: String,
    /// It carries a file.
    multipart: bool,
}

/// What a form says of itself.
pub(crate) struct Heading {
    pub(crate) verb: &'static str,
    /// Where one goes back to.
    pub(crate) back: String,
}

/// The form, filled as the address says.
pub(super) async fn show(deed: &Deed, visit: &Visit) -> Answer {
    visit.actor()?;
    let mut asked = deed.asked(visit).await?;
    for field in asked.fields.iter_mut().filter(|field| field.is_shown()) {
        if let Some(value) = visit.parameter(&field.name) {
            value.clone_into(&mut field.value);
        }
    }
    page(deed, visit, StatusCode::OK, asked, None).await
}

/// Does it, and leads on; or says what is against it.
pub(super) async fn send(deed: &Deed, visit: &Visit) -> Answer {
    visit.actor()?;
    let mut asked = deed.asked(visit).await?;
    fill(visit, &mut asked);
    if let Err(problem) = keep_files(visit, &mut asked).await {
        return page(deed, visit, problem.status(), asked, Some(problem)).await;
    }
    if !is_agreed_to(&mut asked.fields) {
        return page(deed, visit, StatusCode::UNPROCESSABLE_ENTITY, asked, None).await;
    }
    let body = body::of(&asked.fields);
    let body = serde_json::to_vec(&body).expect("its keys are texts");
    match (deed.send)(visit, visit.command(), body).await {
        Ok(receipt) => Ok(see_other(&deed.leads_to(visit, &receipt))),
        Err(problem) => {
            let status = problem.status();
            page(deed, visit, status, asked, Some(problem)).await
        }
    }
}

/// Has the visitor agreed to whatever is to be agreed to? What is not says so.
fn is_agreed_to(fields: &mut [Field]) -> bool {
    let mut open: Vec<_> =
        fields.iter_mut().filter(|field| field.is_consent() && field.value.is_empty()).collect();
    for field in &mut open {
        field.error = Some("请先勾选，再提交".to_owned());
    }
    open.is_empty()
}

async fn page(
    deed: &Deed,
    visit: &Visit,
    status: StatusCode,
    asked: Asked,
    problem: Option<Problem>,
) -> Result<Response, Problem> {
    let mut asked = asked;
    if asked.about.is_empty() {
        asked.about = about::of_path(visit).await;
    }
    let called = visit.called([]).await?;
    let shell = Shell::new(visit, Place::Elsewhere, deed.title, &called);
    let back = super::filled(&deed.next, visit.ids());
    let back = back.replace(&format!("{{{}}}", super::ADDRESS), super::leads_back(visit));
    let back = if back.contains("{made}") { "/".to_owned() } else { back };
    let heading = Heading { verb: deed.verb, back };
    Ok(written(visit, shell, status, heading, asked, problem))
}

/// Reads what was written into the fields that are asked for.
pub(crate) fn fill(visit: &Visit, asked: &mut Asked) {
    for field in asked.fields.iter_mut().filter(|field| field.is_shown()) {
        visit.field(&field.name).unwrap_or_default().clone_into(&mut field.value);
    }
}

/// Keeps the files that came with the form: from here on each field holds the digest, also when the
/// form is shown again.
async fn keep_files(visit: &Visit, asked: &mut Asked) -> Result<(), Problem> {
    for field in asked.fields.iter_mut().filter(|field| field.is_file()) {
        if let Some(upload) = visit.file(&field.name) {
            let kept = files::kept(&visit.gateway, &upload.content).await;
            field.value =
                kept.inspect_err(|problem| field.error = Some(problem.words().1.to_owned()))?;
        }
    }
    Ok(())
}

/// The page of a form.
pub(crate) fn written(
    visit: &Visit,
    shell: Shell,
    status: StatusCode,
    heading: Heading,
    asked: Asked,
    problem: Option<Problem>,
) -> Response {
    let Asked { about, mut fields } = asked;
    let problem = problem.and_then(|problem| spread(&mut fields, &problem));
    let key = visit.field(KEY).map_or_else(|| runtime::fresh_command().to_string(), str::to_owned);
    let (action, Heading { verb, back }) = (visit.path.clone(), heading);
    let multipart = fields.iter().any(Field::is_file);
    html(status, &FormPage { shell, verb, about, fields, problem, back, action, key, multipart })
}

/// Puts each fault beside its field; what is left is said above the form.
fn spread(fields: &mut [Field], problem: &Problem) -> Option<(String, String)> {
    let (title, detail) = problem.words();
    let whole = Some((title.to_owned(), detail.to_owned()));
    let code = problem.code();
    let about = fields.iter_mut().find(|field| field.codes.contains(&code));
    if let Some(field) = about {
        field.error = Some(detail.to_owned());
        return None;
    }
    let mut left = Vec::new();
    for (place, message) in problem.faults() {
        let place = place.replace('[', ".").replace(']', "");
        let place = place.as_str();
        let within = |field: &&mut Field| {
            let under = field.name.strip_prefix(place).is_some_and(|rest| rest.starts_with('.'));
            field.is_shown() && (field.name == place || under)
        };
        match fields.iter_mut().find(within) {
            Some(field) => field.error = Some(message.to_owned()),
            None => left.push(format!("{place} {message}")),
        }
    }
    match problem.faults().next() {
        None => whole,
        Some(_) if left.is_empty() => Some(("请改正标出的各项".to_owned(), String::new())),
        Some(_) => Some((title.to_owned(), left.join("；"))),
    }
}

impl Field {
    /// Its id in the page.
    pub(crate) fn id(&self) -> String {
        self.name.replace('.', "-")
    }

    pub(crate) fn is_chosen(&self, value: &str) -> bool {
        self.value == value
    }

    /// How many characters it takes.
    pub(crate) fn max(&self) -> usize {
        match self.kind {
            Kind::Line { max } | Kind::Paragraph { max } => max,
            Kind::Number { .. }
            | Kind::Yuan
            | Kind::Date
            | Kind::EndOf
            | Kind::Time
            | Kind::Moment
            | Kind::Choice(_)
            | Kind::Numbered(_)
            | Kind::Check
            | Kind::Consent
            | Kind::File
            | Kind::Hidden
            | Kind::Fixed(_) => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use contracts::{Rejection, needs};

    use super::*;
    use crate::problem::FieldError;

    #[test]
    fn what_is_wrong_stands_beside_its_field() {
        let mut fields = [
            Field::line("title", "标题", 60),
            Field::number("amount.quantity", "数量", 9, ""),
            Field::line("terms.duties.0.what", "职责", 9),
        ];
        let errors = vec![
            FieldError::new("title", "text is empty"),
            FieldError::new("amount", "an amount is 1 to 9, not 0"),
            FieldError::new("terms.duties[0].what", "text is empty"),
        ];
        let whole = spread(&mut fields, &Problem::unreadable(errors));
        assert_eq!(whole.unwrap().0, "请改正标出的各项");
        assert!(fields.iter().all(|field| field.error.is_some()));
    }

    #[test]
    fn a_rule_is_said_beside_the_field_it_is_about_or_above_the_form() {
        let rejection = Rejection::Need(needs::need::Rejection::OtherUnit);
        let mut fields =
            [Field::number("amount.quantity", "数量", 9, "").codes(&["need.other_unit"])];
        assert_eq!(spread(&mut fields, &Problem::rejected(&rejection)), None);
        assert!(fields[0].error.is_some());
        let mut fields = [Field::line("title", "标题", 60)];
        let whole = spread(&mut fields, &Problem::rejected(&rejection)).unwrap();
        assert_eq!(whole.0, "计量单位不一致");
    }
}
