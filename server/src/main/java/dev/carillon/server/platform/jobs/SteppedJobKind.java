package dev.carillon.server.platform.jobs;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** What jobs of one kind do that find what they are about as they go, in steps. */
public interface SteppedJobKind {

  /** What the kind is called in the database; never changes. */
  String name();

  /**
   * Goes one step in one transaction, in which it also calls the recorder, once; or waits, and does
   * nothing of both.
   *
   * @return for how long to pause before the next step
   * @throws IllegalArgumentException to end the job: what is wrong now will be wrong later
   * @throws dev.carillon.hooks.delivery.HooksException where the database cannot be had; tried
   *     again
   */
  Duration step(Job job, Recorder recorder);

  /** What came of it all, in a sentence for the user. */
  String report(Job job);

  /** Records a step, in the step's own transaction. */
  @FunctionalInterface
  interface Recorder {

    /** This was done. */
    void record(Connection connection, Job.Step step) throws SQLException;
  }
}
