package dev.carillon.server.assets.preview.external;

import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.assets.asset.Asset;
import dev.carillon.server.assets.asset.AssetLedger;
import dev.carillon.server.assets.asset.Assets;
import dev.carillon.server.assets.asset.PreviewQueueRows;
import dev.carillon.server.assets.preview.ExternalPreviews;
import dev.carillon.server.assets.preview.rendering.PreviewState;
import dev.carillon.server.platform.database.CommittedReads;
import dev.carillon.server.platform.database.StalePlanException;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Upload;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Gives jobs to external engines and takes what they send. A job's times are those of the asset's
 * row in the queue of previews: it is taken from there again when it is due, whatever happened to
 * this process meanwhile.
 */
public final class ExternalProcessor implements ExternalPreviews {

  /** How often a job is given to an engine. */
  static final int TRIES_MAX = 3;

  /** How many jobs an engine has at once: what is more waits. */
  static final int POSTED_MAX = 32;

  private static final System.Logger LOG = System.getLogger(ExternalProcessor.class.getName());
  private static final Duration QUEUED_LOOK = Duration.ofSeconds(60);
  private static final Duration FAILURES_KEPT = Duration.ofDays(30);
  private static final List<Duration> PAUSES =
      List.of(Duration.ofSeconds(5), Duration.ofSeconds(30));
  private static final Duration PAUSE_MIN = Duration.ofMillis(20);

  private final Database database;
  private final InstantSource clock;
  private final ExternalEngines engines;
  private final Assets assets;
  private final JobPoster poster;
  private final ExternalEngineFiles files;
  private final Supplier<Duration> answerWithin;
  private final OrphanedJobs open;
  private final AtomicLong soonest = new AtomicLong(Long.MAX_VALUE);
  private volatile Runnable ready = () -> {};

  /**
   * Processing by these engines.
   *
   * @param answerWithin how long an engine has for a job that it took
   */
  ExternalProcessor(
      ExternalEngines engines,
      Database database,
      InstantSource clock,
      Assets assets,
      JobPoster poster,
      ExternalEngineFiles files,
      Supplier<Duration> answerWithin) {
    this.engines = engines;
    this.database = database;
    this.clock = clock;
    this.assets = assets;
    this.poster = poster;
    this.files = files;
    this.answerWithin = answerWithin;
    this.open = new OrphanedJobs(database);
  }

  @Override
  public void onReady(Runnable told) {
    ready = told;
  }

  @Override
  public void refresh() {
    engines.refresh();
  }

  @Override
  public Duration pause(Duration most) {
    long due = soonest.get();
    long now = clock.millis();
    if (due <= now) {
      // it is due: if it is not taken now, it is at the next look
      soonest.compareAndSet(due, Long.MAX_VALUE);
      return PAUSE_MIN;
    }
    return due - now < most.toMillis() ? Duration.ofMillis(due - now).plus(PAUSE_MIN) : most;
  }

  @Override
  public boolean handles(Asset asset) {
    return engines.handles(asset.metadata().text("extension"));
  }

  @Override
  public Taken take(Asset asset) {
    Optional<ExternalEngine> engine = engines.handling(asset.metadata().text("extension"));
    Optional<ExternalJob> seen = job(asset.id());
    Optional<ExternalJob> job =
        seen.filter(j -> j.blob().equals(asset.blob()) && j.state() != ExternalJob.State.FAILED);
    if (job.isPresent() && job.get().received().contains(RenditionName.PREVIEW)) {
      return new Taken.Come(files.of(asset, job.get().received()));
    }
    if (engine.isEmpty()) {
      job.ifPresent(open::end);
      return job.isPresent() ? new Taken.Elsewhere() : new Taken.Own();
    }
    ExternalEngine mine = engine.get();
    ExternalJob next =
        job.filter(j -> j.engineId().equals(mine.id()))
            .orElseGet(
                () -> ExternalJob.queued(asset.id(), asset.blob(), mine.id(), clock.millis()));
    if (next.tries() >= TRIES_MAX) {
      fail(asset, next, why(next));
    } else {
      give(asset, seen, next, mine);
    }
    return new Taken.Elsewhere();
  }

  @Override
  public void made(Asset asset) {
    long now = clock.millis();
    String engine = job(asset.id()).map(ExternalJob::engineId).orElse("");
    derive(
        asset,
        PreviewState.MADE,
        reads -> true,
        (connection, done) -> {
          if (done) {
            ExternalJobRows.remove(connection, asset.id());
            ExternalEngineRows.done(connection, engine, now);
          }
        });
    // not before: after a crash they are looked at again
    files.remove(asset);
  }

  @Override
  public void unusable(Asset asset, String why) {
    boolean failed =
        job(asset.id())
            .filter(job -> job.received().contains(RenditionName.PREVIEW))
            .filter(
                job -> fail(asset, job, "the file that the engine sent cannot be decoded: " + why))
            .isPresent();
    if (failed) {
      files.remove(asset);
    }
  }

  /** The engine's jobs end: other engines or the server make the pictures, if they can. */
  void ended(String engineId) {
    open.end(engineId);
    ready.run();
  }

  /** The engine is removed: nothing of it stays. */
  void removed(String engineId) {
    open.end(engineId);
    open.forget(engineId);
    ready.run();
  }

  /**
   * Takes what an engine sends for a job.
   *
   * @throws Problem 410 where the job has ended, 400 where a file is empty
   */
  void received(String assetId, String key, Map<RenditionName, Upload> uploads) {
    ExternalJob job = open(assetId, key);
    Asset asset = waiting(job);
    for (Map.Entry<RenditionName, Upload> each : uploads.entrySet()) {
      if (each.getValue().length() == 0) {
        throw Problem.badRequest("The file '" + each.getKey().file() + "' is empty");
      }
      files.keep(asset, each.getKey(), each.getValue());
    }
    boolean all =
        database.write(
            connection -> {
              ExternalJob now = ExternalJobRows.open(connection, assetId, key);
              Set<RenditionName> come = EnumSet.copyOf(uploads.keySet());
              come.addAll(now.received());
              boolean complete = come.containsAll(asked(connection, now.engineId()));
              ExternalJobRows.put(connection, now.with(come, complete));
              if (complete) {
                PreviewQueueRows.due(connection, assetId);
                ExternalJobRows.next(connection, now.engineId());
              }
              return complete;
            });
    if (all) {
      ready.run();
    }
  }

  /**
   * The engine says that it cannot do a job.
   *
   * @throws Problem 410 where the job has ended
   */
  void refused(String assetId, String key, String why) {
    ExternalJob job = open(assetId, key);
    fail(waiting(job), job, why);
  }

  /** Whether an engine with this key may answer a job. */
  boolean admits(String assetId, String key) {
    return job(assetId).filter(job -> job.opens(key)).isPresent();
  }

  @Override
  public Optional<String> failure(String assetId) {
    return job(assetId)
        .filter(job -> job.state() == ExternalJob.State.FAILED)
        .map(ExternalJob::error);
  }

  private void give(
      Asset asset, Optional<ExternalJob> seen, ExternalJob job, ExternalEngine engine) {
    long now = clock.millis();
    String key = JobPoster.newKey();
    Duration limit = answerWithin.get();
    ExternalJob tried = job.state() == ExternalJob.State.POSTED ? job.waiting(why(job)) : job;
    Optional<ExternalJob> posted =
        database.write(
            connection -> {
              if (!ExternalJobRows.stands(connection, asset.id(), seen)) {
                ExternalJobRows.overtaken(connection, asset.id());
                return Optional.<ExternalJob>empty();
              }
              if (ExternalJobRows.posted(connection, engine.id(), now) >= POSTED_MAX) {
                ExternalJobRows.put(connection, tried.again());
                later(connection, asset.id(), now + QUEUED_LOOK.toMillis());
                return Optional.<ExternalJob>empty();
              }
              ExternalJob given = tried.posted(JobPoster.hash(key), now + limit.toMillis());
              ExternalJobRows.put(connection, given);
              later(connection, asset.id(), given.until());
              return Optional.of(given);
            });
    posted.ifPresent(
        given ->
            Thread.ofVirtual()
                .name("carillon-external")
                .start(() -> post(asset, given, engine, key, limit)));
  }

  private void post(
      Asset asset, ExternalJob job, ExternalEngine engine, String key, Duration limit) {
    try {
      Outcome outcome = poster.post(asset, engine, key, limit);
      if (!outcome.success()) {
        notTaken(asset, job, engine, outcome);
      }
    } catch (RuntimeException trouble) {
      // the job is due again when its time is over, as if the engine had not answered
      LOG.log(
          System.Logger.Level.WARNING,
          "The job for asset " + asset.id() + " cannot be sent to '" + engine.name() + "' now",
          trouble);
    }
  }

  private void notTaken(Asset asset, ExternalJob job, ExternalEngine engine, Outcome outcome) {
    String why = "the engine did not accept the job: " + outcome.error();
    LOG.log(
        System.Logger.Level.WARNING,
        "The external engine '%s' (%s) did not accept the job for asset %s, attempt %d of %d: %s"
            .formatted(
                engine.name(), engine.id(), asset.id(), job.tries(), TRIES_MAX, outcome.error()));
    boolean ended = JobPoster.isFinal(outcome) || job.tries() >= TRIES_MAX;
    if (ended) {
      if (admitsStill(job)) {
        fail(asset, job, why);
      }
      return;
    }
    long now = clock.millis();
    long again = now + PAUSES.get(Math.min(job.tries(), PAUSES.size()) - 1).toMillis();
    database.write(
        connection -> {
          Optional<ExternalJob> there =
              ExternalJobRows.locked(connection, asset.id())
                  .filter(other -> other.keyHash().equals(job.keyHash()));
          if (there.isPresent() && there.get().received().isEmpty()) {
            ExternalJobRows.put(connection, there.get().waiting(why));
            later(connection, asset.id(), again);
            ExternalEngineRows.failed(connection, engine.id(), now, why, false);
            ExternalJobRows.next(connection, engine.id());
          }
          return again;
        });
    ready.run();
  }

  private boolean admitsStill(ExternalJob job) {
    return job(job.assetId())
        .filter(other -> other.keyHash().equals(job.keyHash()) && other.received().isEmpty())
        .isPresent();
  }

  /** Ends a job, if nothing has happened to it since it was read; whether it was ended. */
  private boolean fail(Asset asset, ExternalJob job, String why) {
    long now = clock.millis();
    boolean failed =
        derive(
            asset,
            PreviewState.FAILED,
            reads ->
                reads
                    .read(c -> ExternalJobRows.find(c, asset.id()))
                    .filter(job::stands)
                    .isPresent(),
            (connection, done) -> {
              if (!done) {
                ExternalJobRows.overtaken(connection, asset.id());
                return;
              }
              if (!ExternalJobRows.stands(connection, asset.id(), Optional.of(job))) {
                throw new StalePlanException();
              }
              ExternalJobRows.purge(connection, now - FAILURES_KEPT.toMillis());
              ExternalJobRows.put(connection, job.failed(why, now));
              ExternalEngineRows.failed(connection, job.engineId(), now, why, true);
              ExternalJobRows.next(connection, job.engineId());
            });
    if (failed) {
      LOG.log(
          System.Logger.Level.WARNING,
          "'" + asset.path() + "' (" + asset.id() + ") has no preview: " + why);
    }
    ready.run();
    return failed;
  }

  private boolean derive(
      Asset asset,
      PreviewState state,
      Predicate<CommittedReads> still,
      AssetLedger.ExtraWrite<Boolean> extraWrite) {
    return assets.derive(
        asset,
        Map.of("previewState", state.text(), "thumbnailState", state.text()),
        Map.of(),
        still,
        extraWrite);
  }

  private void later(Connection connection, String assetId, long at) throws SQLException {
    PreviewQueueRows.giveBack(connection, assetId, at, true);
    soonest.accumulateAndGet(at, Math::min);
  }

  private Optional<ExternalJob> job(String assetId) {
    return database.read(connection -> ExternalJobRows.find(connection, assetId));
  }

  private ExternalJob open(String assetId, String key) {
    return job(assetId).filter(job -> job.opens(key)).orElseThrow(ExternalJobRows::gone);
  }

  private Asset waiting(ExternalJob job) {
    return assets.list(List.of(job.assetId())).stream()
        .filter(asset -> asset.blob().equals(job.blob()))
        .filter(asset -> asset.previewIs(PreviewState.WAITING))
        .findFirst()
        .orElseThrow(ExternalJobRows::gone);
  }

  private static List<RenditionName> asked(Connection connection, String engineId)
      throws SQLException {
    return ExternalEngineRows.find(connection, engineId)
        .map(shown -> shown.engine().asked())
        .orElse(List.of(RenditionName.PREVIEW));
  }

  private String why(ExternalJob job) {
    return job.state() == ExternalJob.State.POSTED || job.error().isEmpty()
        ? "the engine did not send what it was asked for within "
            + answerWithin.get().toSeconds()
            + " s"
        : job.error();
  }
}
