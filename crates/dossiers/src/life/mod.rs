//! The life of a dossier: the ten national statuses, the finer states inside the house, and the only ways between them.
//!
//! Carries out the status list of the national portal and the transitions of one-stop work (Nghị định 61/2018/NĐ-CP, Nghị định
//! 118/2025/NĐ-CP). Correction after the end is a new, linked dossier; **absent on purpose** is any way out of an ended state.

mod stamps;
#[cfg(test)]
mod tests;

pub use stamps::{AppointmentCause, AppointmentChange, BadStamp, EarlyBy, Progress, ProgressRule, Stamps};

use serde::{Deserialize, Serialize};

/// Status of a dossier on the national portal (`TrangThaiHoSo`), codes 1 to 10.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NationalStatus {
    /// Mới đăng ký: submitted, not yet accepted.
    Registered,
    /// Được tiếp nhận: accepted, form 01 issued.
    Accepted,
    /// Không được tiếp nhận: refused, form 03. Ends.
    Refused,
    /// Đang xử lý.
    Processing,
    /// Yêu cầu bổ sung giấy tờ: waits for the citizen, form 02, the clock stands.
    SupplementRequested,
    /// Yêu cầu thực hiện nghĩa vụ tài chính: waits for money.
    PaymentRequested,
    /// Công dân yêu cầu rút hồ sơ.
    WithdrawalRequested,
    /// Dừng xử lý. Ends.
    Stopped,
    /// Đã xử lý xong: the result is there and waits for the citizen.
    Finished,
    /// Đã trả kết quả. Ends.
    Returned,
}

impl NationalStatus {
    /// Every status in the order of its code.
    pub const ALL: [NationalStatus; 10] = [
        NationalStatus::Registered,
        NationalStatus::Accepted,
        NationalStatus::Refused,
        NationalStatus::Processing,
        NationalStatus::SupplementRequested,
        NationalStatus::PaymentRequested,
        NationalStatus::WithdrawalRequested,
        NationalStatus::Stopped,
        NationalStatus::Finished,
        NationalStatus::Returned,
    ];

    /// The code that travels, 1 to 10.
    pub fn code(self) -> u8 {
        match self {
            NationalStatus::Registered => 1,
            NationalStatus::Accepted => 2,
            NationalStatus::Refused => 3,
            NationalStatus::Processing => 4,
            NationalStatus::SupplementRequested => 5,
            NationalStatus::PaymentRequested => 6,
            NationalStatus::WithdrawalRequested => 7,
            NationalStatus::Stopped => 8,
            NationalStatus::Finished => 9,
            NationalStatus::Returned => 10,
        }
    }

    /// Reads a code that travelled.
    pub fn of_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }

    /// Whether nothing may follow.
    pub fn ends(self) -> bool {
        matches!(self, NationalStatus::Refused | NationalStatus::Stopped | NationalStatus::Returned)
    }

    /// Whether the dossier waits for the citizen and remembers the state it left, to return to it.
    pub fn waits(self) -> bool {
        matches!(
            self,
            NationalStatus::SupplementRequested | NationalStatus::PaymentRequested | NationalStatus::WithdrawalRequested
        )
    }
}

/// State of a dossier inside the house; finer than the national status, each mapped to exactly one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Submitted online or by post, nobody has looked at it.
    Submitted,
    /// Accepted, waits for the next step.
    Accepted,
    /// Refused with reasons.
    Refused,
    /// Waits to be handed to a person (chờ phân công).
    Assigning,
    /// A person works on it (thụ lý).
    Handling,
    /// Waits for a coordinating body (cơ quan phối hợp).
    Coordinating,
    /// Waits for the decision and signature (chờ phê duyệt).
    Approving,
    /// Decided; waits for number and stamp (chờ văn thư).
    Stamping,
    /// Waits for papers from the citizen.
    Supplementing,
    /// Waits for money from the citizen.
    Paying,
    /// The citizen asked to withdraw.
    Withdrawing,
    /// Stopped.
    Stopped,
    /// The result is there.
    Finished,
    /// The result is in the citizen's hands.
    Returned,
}

impl State {
    /// Every state.
    pub const ALL: [State; 14] = [
        State::Submitted,
        State::Accepted,
        State::Refused,
        State::Assigning,
        State::Handling,
        State::Coordinating,
        State::Approving,
        State::Stamping,
        State::Supplementing,
        State::Paying,
        State::Withdrawing,
        State::Stopped,
        State::Finished,
        State::Returned,
    ];

    /// The one national status that the world sees.
    pub fn national(self) -> NationalStatus {
        match self {
            State::Submitted => NationalStatus::Registered,
            State::Accepted => NationalStatus::Accepted,
            State::Refused => NationalStatus::Refused,
            State::Assigning | State::Handling | State::Coordinating | State::Approving | State::Stamping => {
                NationalStatus::Processing
            }
            State::Supplementing => NationalStatus::SupplementRequested,
            State::Paying => NationalStatus::PaymentRequested,
            State::Withdrawing => NationalStatus::WithdrawalRequested,
            State::Stopped => NationalStatus::Stopped,
            State::Finished => NationalStatus::Finished,
            State::Returned => NationalStatus::Returned,
        }
    }

    /// The word stored in the database.
    pub fn word(self) -> &'static str {
        match self {
            State::Submitted => "submitted",
            State::Accepted => "accepted",
            State::Refused => "refused",
            State::Assigning => "assigning",
            State::Handling => "handling",
            State::Coordinating => "coordinating",
            State::Approving => "approving",
            State::Stamping => "stamping",
            State::Supplementing => "supplementing",
            State::Paying => "paying",
            State::Withdrawing => "withdrawing",
            State::Stopped => "stopped",
            State::Finished => "finished",
            State::Returned => "returned",
        }
    }

    /// Reads the stored word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// A way that the table does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSuchWay {
    /// Where the dossier stands.
    pub from: State,
    /// Where somebody wanted it.
    pub to: State,
}

/// Where a dossier stands in its life. The only values that exist are those that the transitions below lead to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Life {
    state: State,
    /// The states left for a waiting state, the latest last; at most two (processing, then supplement, then withdrawal).
    left: Vec<State>,
}

impl Life {
    /// Filed online or by post: waits for a look.
    pub fn submitted() -> Self {
        Self { state: State::Submitted, left: Vec::new() }
    }

    /// Handed in at the counter, complete: accepted at once.
    pub fn accepted_at_counter() -> Self {
        Self { state: State::Accepted, left: Vec::new() }
    }

    /// Reads a stored life; `None` when the row breaks our own rules.
    pub fn of_row(state: &str, left: &[String]) -> Option<Self> {
        let state = State::of_word(state)?;
        let left = left.iter().map(|word| State::of_word(word)).collect::<Option<Vec<_>>>()?;
        (state.national().waits() != left.is_empty()).then_some(Self { state, left })
    }

    /// The state inside the house.
    pub fn state(&self) -> State {
        self.state
    }

    /// The status that the world sees.
    pub fn national(&self) -> NationalStatus {
        self.state.national()
    }

    /// The states to return to, the latest last.
    pub fn left(&self) -> &[State] {
        &self.left
    }

    /// The states to return to as stored words.
    pub fn left_words(&self) -> Vec<String> {
        self.left.iter().map(|state| state.word().to_owned()).collect()
    }

    /// Whether the supplement or payment is still open, also underneath a withdrawal that was asked meanwhile.
    pub fn waits_for(&self, waiting: State) -> bool {
        self.state == waiting || self.left.contains(&waiting)
    }

    /// Where [`Life::resume`] would lead.
    pub fn resumes_to(&self) -> Option<State> {
        self.left.last().copied()
    }

    /// Whether the table allows to go there from here. Leaving a waiting state for the state it left is [`Life::resume`].
    pub fn may_go(&self, to: State) -> bool {
        use NationalStatus as N;
        let allowed: &[N] = match self.national() {
            N::Registered => &[N::Accepted, N::Refused, N::SupplementRequested, N::PaymentRequested, N::WithdrawalRequested],
            N::Accepted => &[N::Processing, N::SupplementRequested, N::PaymentRequested, N::WithdrawalRequested, N::Stopped],
            N::Processing => {
                &[N::Processing, N::SupplementRequested, N::PaymentRequested, N::WithdrawalRequested, N::Stopped, N::Finished]
            }
            N::SupplementRequested | N::PaymentRequested => &[N::WithdrawalRequested, N::Stopped],
            N::WithdrawalRequested => &[N::Stopped],
            N::Finished => &[N::Returned, N::Processing],
            N::Refused | N::Stopped | N::Returned => &[],
        };
        allowed.contains(&to.national())
    }

    /// Goes one way of the table.
    pub fn go(&self, to: State) -> Result<Self, NoSuchWay> {
        if !self.may_go(to) {
            return Err(NoSuchWay { from: self.state, to });
        }
        let mut left = self.left.clone();
        if to.national().waits() {
            left.push(self.state);
        } else {
            left.clear();
        }
        Ok(Self { state: to, left })
    }

    /// Returns from a waiting state to the state it left: supplemented, paid, withdrawal refused or taken back.
    pub fn resume(&self) -> Result<Self, NoSuchWay> {
        let mut left = self.left.clone();
        match left.pop() {
            Some(to) => Ok(Self { state: to, left }),
            None => Err(NoSuchWay { from: self.state, to: self.state }),
        }
    }
}
