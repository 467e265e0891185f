//! The way to the token: sessions, kept open and shared, and how it is found again once it was away.

use std::collections::HashMap;
use std::fs::File;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock};

use causeway_core::{Clock, Error, Result};
use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error as ModuleError, RvError};
use cryptoki::object::ObjectHandle;
use cryptoki::session::{Session, UserType};
use cryptoki::slot::Slot;
use cryptoki::types::AuthPin;
use jiff::{SignedDuration, Timestamp};

use super::TokenConfig;

/// Sessions that work at once; modules allow few.
const SESSIONS: usize = 16;
/// A token that is away is looked for at most so often.
const PAUSE: SignedDuration = SignedDuration::from_secs(2);

/// A module is finalised and initialised for the whole process, while nobody is in it: whoever uses it holds this for reading.
static MODULE: RwLock<()> = RwLock::new(());

/// Where the objects of the token are for this process, by `CKA_ID`; of a pair, the private one.
pub(super) type Handles = HashMap<Vec<u8>, ObjectHandle>;

/// Why something in the module did not work.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The module says so.
    Module(ModuleError),
    /// The token, or the object in it, is not where it was.
    Gone,
    /// It is not the module's fault.
    Other(Error),
}

impl From<ModuleError> for Trouble {
    fn from(error: ModuleError) -> Self {
        Self::Module(error)
    }
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

impl From<Trouble> for Error {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Module(error) => Self::internal(error),
            Trouble::Gone => unavailable("the token is away"),
            Trouble::Other(error) => error,
        }
    }
}

/// A token, connected or away.
pub(super) struct Token {
    config: TokenConfig,
    clock: Clock,
    connection: Mutex<Option<Arc<Connection>>>,
    tried_at: Mutex<Option<Timestamp>>,
    /// A wrong PIN is not tried again: some attempts more and the token locks itself.
    pin_refused: AtomicBool,
}

struct Connection {
    module: Pkcs11,
    slot: Slot,
    pool: Mutex<Pool>,
    freed: Condvar,
    handles: RwLock<Handles>,
    /// Keeps the login while the pool is empty.
    _login: Mutex<Session>,
}

#[derive(Default)]
struct Pool {
    idle: Vec<Session>,
    lent: usize,
}

impl Token {
    pub(super) fn new(config: TokenConfig, clock: Clock) -> Self {
        let (connection, tried_at) = (Mutex::default(), Mutex::default());
        Self { config, clock, connection, tried_at, pin_refused: AtomicBool::new(false) }
    }

    pub(super) fn config(&self) -> &TokenConfig {
        &self.config
    }

    /// Whether it could not be reached when it was needed last.
    pub(super) fn is_away(&self) -> bool {
        self.connection().is_none()
    }

    fn connection(&self) -> MutexGuard<'_, Option<Arc<Connection>>> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps other processes of this machine from making keys at the same time.
    pub(super) fn lock(&self) -> Result<File> {
        let path = self.config.pin.path();
        let locked = File::open(path).and_then(|file| file.lock().map(|()| file));
        locked.map_err(|error| unavailable("the PIN file cannot be locked").with_cause(error))
    }

    /// Does something in a session of the pool. If the token was away, it is looked for and the work done again, once.
    ///
    /// # Errors
    /// `keystore_unavailable` while the token is away, `keystore_pin`.
    pub(super) fn with<T>(&self, work: impl Fn(&Session, &Handles) -> Result<T, Trouble>) -> Result<T> {
        blocking(|| {
            match self.attempt(false, &work) {
                Err(Trouble::Gone) => {}
                done => return done.map_err(Into::into),
            }
            self.reconnect()?;
            self.attempt(false, &work).map_err(Into::into)
        })
    }

    /// As [`Token::with`], in a session that may change the token. Never done twice.
    pub(super) fn change<T>(&self, work: impl Fn(&Session, &Handles) -> Result<T, Trouble>) -> Result<T> {
        // Looking first finds a token that came back, so that the change itself meets it.
        self.with(|_, _| Ok(()))?;
        blocking(|| self.attempt(true, &work).map_err(Into::into))
    }

    /// Where the objects are now.
    pub(super) fn learn(&self, handles: Handles) {
        if let Some(connection) = self.connection().as_ref() {
            *connection.handles.write().unwrap_or_else(PoisonError::into_inner) = handles;
        }
    }

    fn attempt<T>(
        &self,
        writing: bool,
        work: &impl Fn(&Session, &Handles) -> Result<T, Trouble>,
    ) -> Result<T, Trouble> {
        let _inside = MODULE.read().unwrap_or_else(PoisonError::into_inner);
        let connection = self.connection().clone().ok_or(Trouble::Gone)?;
        let done = if writing {
            let session = connection.module.open_rw_session(connection.slot);
            session.map_err(Trouble::from).and_then(|session| connection.run(&session, work))
        } else {
            connection.borrow().and_then(|session| {
                let done = connection.run(&session, work);
                connection.give_back(session);
                done
            })
        };
        match done {
            Err(Trouble::Module(error)) if connection.is_gone(&error) => {
                tracing::warn!(%error, token = self.config.token, "the key token is away");
                Err(Trouble::Gone)
            }
            done => done,
        }
    }

    /// Looks for the token anew. The module keeps what it saw of a token that went away, so it is started afresh.
    fn reconnect(&self) -> Result<()> {
        let mut tried_at = self.tried_at.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.now();
        let lately = tried_at.is_some_and(|at| now.duration_since(at).abs() < PAUSE);
        if self.pin_refused.load(Ordering::Relaxed) {
            return Err(wrong_pin(&self.config));
        }
        if lately {
            // Somebody else may just have found it.
            return if self.is_away() { Err(unavailable("looked for a moment ago")) } else { Ok(()) };
        }
        *tried_at = Some(now);
        let _alone = MODULE.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(old) = self.connection().take() {
            let module = old.module.clone();
            drop(old);
            // Sessions of the old are closed; what it says now is of no use to anybody.
            let _ = module.finalize();
        }
        let connection = connect(&self.config);
        if connection.as_ref().is_err_and(|error| error.code() == PIN) {
            self.pin_refused.store(true, Ordering::Relaxed);
        }
        *self.connection() = Some(Arc::new(connection?));
        tracing::info!(token = self.config.token, "the key token is there");
        Ok(())
    }
}

impl Connection {
    fn run<T>(
        &self,
        session: &Session,
        work: &impl Fn(&Session, &Handles) -> Result<T, Trouble>,
    ) -> Result<T, Trouble> {
        // A copy, since reading keys anew may replace them meanwhile; there are some dozen.
        let handles = self.handles.read().unwrap_or_else(PoisonError::into_inner).clone();
        work(session, &handles)
    }

    /// An idle session, or a new one; waits while all are lent.
    fn borrow(&self) -> Result<Session, Trouble> {
        let mut pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner);
        while pool.lent >= SESSIONS {
            pool = self.freed.wait(pool).unwrap_or_else(PoisonError::into_inner);
        }
        pool.lent += 1;
        if let Some(session) = pool.idle.pop() {
            return Ok(session);
        }
        drop(pool);
        self.module.open_ro_session(self.slot).map_err(|error| {
            self.pool.lock().unwrap_or_else(PoisonError::into_inner).lent -= 1;
            self.freed.notify_one();
            error.into()
        })
    }

    fn give_back(&self, session: Session) {
        let mut pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner);
        pool.lent -= 1;
        pool.idle.push(session);
        self.freed.notify_one();
    }

    /// Whether the token is away. Some modules answer "general error" for everything, bad input included: then it is asked for its name.
    fn is_gone(&self, error: &ModuleError) -> bool {
        let ModuleError::Pkcs11(code, _) = error else { return false };
        match code {
            RvError::DeviceRemoved
            | RvError::DeviceError
            | RvError::TokenNotPresent
            | RvError::TokenNotRecognized
            | RvError::SessionHandleInvalid
            | RvError::SessionClosed
            | RvError::UserNotLoggedIn
            | RvError::ObjectHandleInvalid
            | RvError::KeyHandleInvalid
            | RvError::SlotIdInvalid
            | RvError::CryptokiNotInitialized => true,
            RvError::GeneralError | RvError::FunctionFailed => self.module.get_token_info(self.slot).is_err(),
            _ => false,
        }
    }
}

fn connect(config: &TokenConfig) -> Result<Connection> {
    let module = Pkcs11::new(&config.module).map_err(|error| {
        let shown = config.module.display();
        unavailable(&format!("the module {shown} cannot be loaded")).with_cause(error)
    })?;
    match module.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
        Ok(()) | Err(ModuleError::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => {}
        Err(error) => return Err(unavailable("the module does not start").with_cause(error)),
    }
    let slot = find(&module, &config.token)?;
    let session =
        module.open_ro_session(slot).map_err(|error| unavailable("no session").with_cause(error))?;
    let pin = AuthPin::new(config.pin.read()?.as_str().into());
    match session.login(UserType::User, Some(&pin)) {
        Ok(()) | Err(ModuleError::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => {}
        Err(ModuleError::Pkcs11(
            RvError::PinIncorrect
            | RvError::PinInvalid
            | RvError::PinLenRange
            | RvError::PinLocked
            | RvError::PinExpired,
            _,
        )) => return Err(wrong_pin(config)),
        Err(error) => return Err(unavailable("no login").with_cause(error)),
    }
    Ok(Connection {
        module,
        slot,
        pool: Mutex::default(),
        freed: Condvar::new(),
        handles: RwLock::new(super::objects::handles(&session)?),
        _login: Mutex::new(session),
    })
}

/// The slot whose token bears the label.
fn find(module: &Pkcs11, label: &str) -> Result<Slot> {
    let slots = module
        .get_slots_with_initialized_token()
        .map_err(|error| unavailable("no token answers").with_cause(error))?;
    let is_ours = |slot: &Slot| module.get_token_info(*slot).is_ok_and(|token| token.label() == label);
    let mut ours = slots.into_iter().filter(is_ours);
    match (ours.next(), ours.next()) {
        (Some(slot), None) => Ok(slot),
        (None, _) => Err(unavailable(&format!("there is no token with the label '{label}'"))),
        (Some(_), Some(_)) => Err(Error::invalid(
            "keystore_damaged",
            format!("Two tokens bear the label '{label}'. Give each a label of its own."),
        )),
    }
}

/// Runs what may take a while. On a thread of a runtime with several, the other tasks of that thread go on elsewhere meanwhile.
fn blocking<T>(work: impl FnOnce() -> T) -> T {
    use tokio::runtime::{Handle, RuntimeFlavor};
    match Handle::try_current().map(|handle| handle.runtime_flavor()) {
        Ok(RuntimeFlavor::MultiThread) => tokio::task::block_in_place(work),
        _ => work(),
    }
}

const PIN: &str = "keystore_pin";

fn wrong_pin(config: &TokenConfig) -> Error {
    Error::invalid(
        PIN,
        format!(
            "The token '{}' refuses the PIN in {}. Put the user's PIN there, then start again: it is not tried twice, so that the token does not lock itself.",
            config.token,
            config.pin.path().display()
        ),
    )
}

/// The token is not there for now. The reason is for the log, and for whoever runs `causeway check`.
pub(super) fn unavailable(why: &str) -> Error {
    Error::unavailable(
        "keystore_unavailable",
        "The keys cannot be used for the moment. Try again in a few seconds.",
        5,
    )
    .with_cause(why.to_owned())
}
