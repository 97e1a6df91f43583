package dev.carillon.hooks.jdbc.postgresql;

/**
 * A node as it stands in the rows, and the statements that depend on its epoch.
 *
 * @param fence keeps its row
 * @param settlingFence the same while it knows of all rows that others gave to what it has open
 * @param write records events in a transaction of the writer's
 * @param writeInOwnTransaction the same in an embedder's
 */
record NodeFences(
    long epoch, String fence, String settlingFence, String write, String writeInOwnTransaction) {

  static NodeFences as(long epoch, Node node) {
    String fence = NodeRows.fence(epoch, node.standstill());
    return new NodeFences(
        epoch,
        fence,
        NodeRows.settlingFence(epoch, node.lease()),
        PostgresEventWriter.WRITE.formatted(fence),
        PostgresEventWriter.WRITE.formatted(NodeRows.fenceWithoutLock(epoch)));
  }
}
