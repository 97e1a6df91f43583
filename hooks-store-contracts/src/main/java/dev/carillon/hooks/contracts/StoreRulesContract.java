package dev.carillon.hooks.contracts;

/**
 * The second half of the contract that every store passes: rules that hold over several operations
 * and over restarts. Which rule is held by which test stands in the README of this module.
 */
public abstract class StoreRulesContract extends StoreSuccession
    implements BatchesContract,
        DebounceContract,
        CancellationContract,
        RepeatedRedeliveryContract,
        MissedContract,
        OrderedBacklogContract,
        OrderedSendingContract,
        LongBacklogContract,
        LongLivedContract,
        AttemptsContract,
        LogFiltersContract,
        LogPagesContract,
        KeptAndPurgedContract,
        SentAsItWasContract,
        TenantsContract,
        TakeOverContract {}
