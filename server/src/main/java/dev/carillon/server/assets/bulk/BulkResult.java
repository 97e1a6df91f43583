package dev.carillon.server.assets.bulk;

import dev.carillon.server.platform.jobs.Job;
import dev.carillon.server.platform.jobs.JobKind;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * What became of a call about many assets.
 *
 * @param processedCount how many were changed, or needed no change
 * @param errorCount how many could not be
 */
public record BulkResult(int processedCount, int errorCount) {

  static final BulkResult NONE = new BulkResult(0, 0);

  static BulkResult of(Job.Progress progress) {
    return new BulkResult(progress.processed(), progress.failed());
  }

  /** The result as the progress of a job. */
  public Job.Progress progress() {
    return Job.Progress.NONE.plus(processedCount, errorCount);
  }

  /** Adds them to a job, in its transaction. */
  public void record(JobKind.Recorder recorder, Connection connection) throws SQLException {
    recorder.record(connection, processedCount, errorCount);
  }
}
