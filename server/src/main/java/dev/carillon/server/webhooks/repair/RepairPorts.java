package dev.carillon.server.webhooks.repair;

import dev.carillon.hooks.Hooks;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Store;

/**
 * What repairs are made with.
 *
 * @param store the deliveries
 * @param database where they and the jobs are
 * @param snapshots reads what was stored with events
 * @param hooks are told, so that they act at once: they would find out by themselves seconds later
 */
public record RepairPorts(Store store, Database database, SnapshotReader snapshots, Hooks hooks) {}
