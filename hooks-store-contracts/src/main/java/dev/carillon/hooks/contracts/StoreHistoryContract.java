package dev.carillon.hooks.contracts;

/** Random histories, in a class of their own: they take longer than all other rules together. */
public abstract class StoreHistoryContract extends StoreSuccession implements HistoryContract {}
