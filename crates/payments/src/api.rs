//! What other rooms may use. A room that takes a fee calls [`issue`] inside its own transaction; the receipt then stands or
//! falls with the dossier.

pub use crate::receipts::actions::{close_book, confirm_void, issue, open_book, request_void};
pub use crate::receipts::model::{
    Book, BookForm, BookKind, BookRefused, Exemption, IssueRefused, Issued, Line, Receipt, ReceiptBookId, ReceiptForm, Void,
    VoidRefused,
};
pub use crate::receipts::store::{books, find, of_dossier};
