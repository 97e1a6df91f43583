package dev.carillon.server.platform.jobs;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** What jobs of one kind do. */
public interface JobKind {

  /** What the kind is called in the database; never changes. */
  String name();

  /**
   * Works one batch off in one transaction, in which it also calls the recorder, once.
   *
   * @param ids the batch
   * @throws RuntimeException to end the job: what is wrong now will be wrong later
   * @throws dev.carillon.hooks.delivery.HooksException where the database cannot be had; tried
   *     again
   */
  void batch(Job job, List<String> ids, Recorder recorder);

  /** What the call is known as that asks for such a job. */
  default String calledBy(Job job) {
    return name();
  }

  /**
   * Before it ends early, because a user stopped it or a batch was refused: whatever the batches so
   * far have left half done is made whole. May be called again after a crash.
   */
  default void cutShort(Job job) {}

  /** After the last batch. May be called again after a crash, so it must not mind. */
  default void finish(Job job) {}

  /** Records a batch, in the batch's own transaction. */
  @FunctionalInterface
  interface Recorder {

    /** So many of the batch went well, so many did not; together they are the batch. */
    void record(Connection connection, int processed, int failed) throws SQLException;
  }
}
