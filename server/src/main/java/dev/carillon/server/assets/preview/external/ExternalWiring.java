package dev.carillon.server.assets.preview.external;

import dev.carillon.hooks.delivery.Sender;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.assets.asset.Assets;
import dev.carillon.server.assets.content.FileUrls;
import dev.carillon.server.assets.content.OriginalFiles;
import dev.carillon.server.assets.content.RequestSecrets;
import dev.carillon.server.assets.file.BlobStore;
import dev.carillon.server.assets.preview.ExternalPreviews;
import dev.carillon.server.platform.digest.Hmac;
import dev.carillon.server.platform.http.Routes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/** External processing, put together. */
public record ExternalWiring(
    ExternalEngines engines,
    ExternalProcessor processing,
    ExternalEnginesApi enginesApi,
    ExternalJobsApi jobsApi) {

  /**
   * Puts it together on these.
   *
   * @param clock the wall clock
   */
  public static ExternalWiring open(
      Database database,
      InstantSource clock,
      Assets assets,
      BlobStore blobs,
      OriginalFiles originals,
      RequestSecrets links,
      Outside outside) {
    ExternalEngineSecrets secrets = new ExternalEngineSecrets(new Hmac(outside.key()));
    ExternalEngines engines = new ExternalEngines(database, clock);
    ExternalProcessor processing =
        new ExternalProcessor(
            engines,
            database,
            clock,
            assets,
            new JobPoster(outside, new FileUrls(links), originals, secrets, clock),
            new ExternalEngineFiles(blobs),
            outside.answerWithin());
    engines.refresh();
    return new ExternalWiring(
        engines,
        processing,
        new ExternalEnginesApi(
            engines, processing, new ExternalEngineReader(outside.urls()), secrets),
        new ExternalJobsApi(processing));
  }

  /** Adds all calls. */
  public void routes(Routes routes) {
    enginesApi.routes(routes);
    jobsApi.routes(routes);
  }

  /** Who makes pictures elsewhere. */
  public ExternalPreviews previews() {
    return processing;
  }

  /** Whether an engine makes the pictures of files with this extension. */
  public boolean handles(String extension) {
    return engines.handles(extension);
  }

  /** What is wrong with engines that are enabled: a sentence for each. */
  public List<String> troubles() {
    return engines.all().stream()
        .filter(shown -> shown.engine().enabled() && shown.results().failing())
        .map(
            shown ->
                "The external engine '"
                    + shown.engine().name()
                    + "' has not finished a job since "
                    + Instant.ofEpochMilli(shown.results().lastErrorAt())
                    + ": "
                    + shown.results().lastError())
        .toList();
  }

  /** Whether there are any engines. */
  public boolean used() {
    return !engines.all().isEmpty();
  }

  /**
   * How it reaches the engines.
   *
   * @param key what the secrets of engines follow from
   * @param sender the one of webhooks, behind its address guard
   * @param userAgent who sends
   * @param timeout of one request
   * @param answerWithin how long an engine has for a job that it took
   * @param baseUrl what links start with
   * @param urls which URLs engines may have
   */
  @SuppressWarnings("ArrayRecordComponent") // a key on its way; they are not compared
  public record Outside(
      byte[] key,
      Sender sender,
      String userAgent,
      Supplier<Duration> timeout,
      Supplier<Duration> answerWithin,
      Supplier<String> baseUrl,
      UrlRule urls) {}
}
