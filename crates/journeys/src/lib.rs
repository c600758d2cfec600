//! Tests of the whole house; nothing but tests lives here. The browser stories are in `/journeys`.
