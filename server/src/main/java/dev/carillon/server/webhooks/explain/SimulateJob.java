package dev.carillon.server.webhooks.explain;

import dev.carillon.hooks.event.Journal;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.webhook.EventFilterReader;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.capacity.CpuPool;
import dev.carillon.server.platform.jobs.Job;
import dev.carillon.server.platform.jobs.SteppedJobKind;
import dev.carillon.server.webhooks.payload.PayloadShaper;
import java.time.Duration;

/**
 * A simulation about many events. What it has found so far is its place, so that it goes on from
 * there after a crash, or on another node.
 */
public final class SimulateJob implements SteppedJobKind {

  /** What the kind is called. */
  static final String NAME = "simulate";

  private static final int STEP = 200;
  private static final Duration BUSY = Duration.ofSeconds(1);

  private final Simulator simulator;
  private final Database database;
  private final EventFilterReader filters;

  /**
   * Simulations about these events.
   *
   * @param snapshots reads what was stored with them
   * @param cpu where they are asked about
   * @param filters compiles drafts
   */
  public SimulateJob(
      Journal journal,
      SnapshotReader snapshots,
      CpuPool cpu,
      Database database,
      EventFilterReader filters) {
    // a job only counts: payloads are made when its result is asked for
    this.simulator = new Simulator(journal, snapshots, cpu, PayloadShaper.NONE);
    this.database = database;
    this.filters = filters;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Duration step(Job job, Recorder recorder) {
    SimulationRequest request = SimulationRequest.read(job.request(), filters);
    SimulationResult result = result(job, request);
    int before = result.examined();
    boolean more = true;
    try {
      while (more && result.examined() < before + STEP) {
        more = simulator.part(request, result, request.events() - result.examined());
        more &= result.examined() < request.events();
      }
    } catch (Problem busy) {
      return BUSY; // nothing is recorded: the step is made again
    }
    boolean last = !more;
    Job.Step step = new Job.Step(result.examined() - before, 0, 0, result.text(), last);
    database.write(
        connection -> {
          recorder.record(connection, step);
          return true;
        });
    return Duration.ZERO;
  }

  /** What a job has found so far. */
  static SimulationResult result(Job job, SimulationRequest request) {
    String place = job.progress().place();
    return place.isEmpty() ? new SimulationResult(request.from()) : SimulationResult.read(place);
  }

  @Override
  public String report(Job job) {
    return "Looked at " + job.progress().position() + " events.";
  }
}
