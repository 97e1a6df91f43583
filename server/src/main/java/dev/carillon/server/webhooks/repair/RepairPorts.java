package dev.carillon.server.webhooks.repair;

import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Store;

/**
 * What repairs are made with.
 *
 * @param store the deliveries
 * @param database where they and the jobs are
 * @param snapshots reads what was stored with events
 * @param engine to be told
 */
public record RepairPorts(
    Store store, Database database, SnapshotReader snapshots, Engine engine) {}
