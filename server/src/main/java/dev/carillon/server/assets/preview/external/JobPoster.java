package dev.carillon.server.assets.preview.external;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.hooks.delivery.Header;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.SignedRequest;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.signature.Signer;
import dev.carillon.server.assets.asset.Asset;
import dev.carillon.server.assets.content.FileUrls;
import dev.carillon.server.assets.content.OriginalFiles;
import dev.carillon.server.assets.content.RequestSecrets;
import dev.carillon.server.platform.digest.Digests;
import dev.carillon.server.platform.http.Json;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Posts jobs to external engines: signed as webhooks are, by the same sender and guard. */
record JobPoster(
    ExternalWiring.Outside outside,
    FileUrls urls,
    OriginalFiles originals,
    ExternalEngineSecrets secrets,
    InstantSource clock) {

  private static final int KEY_BYTES = 24;
  private static final int QUALITY = 85;

  /** What an engine may say that has too much to do. */
  private static final Set<Integer> TRY_AGAIN = Set.of(408, 425, 429);

  /** Posts a job, in two requests where thumbnails have a URL of their own. */
  Outcome post(Asset asset, ExternalEngine engine, String key, Duration limit) {
    List<RenditionName> asked = engine.asked();
    if (engine.thumbnailUrl().isEmpty() || !asked.contains(RenditionName.THUMBNAIL)) {
      return post(asset, engine, new Target(engine.url(), asked, key, limit));
    }
    Outcome outcome =
        post(asset, engine, new Target(engine.url(), List.of(RenditionName.PREVIEW), key, limit));
    return outcome.success()
        ? post(
            asset,
            engine,
            new Target(engine.thumbnailUrl(), List.of(RenditionName.THUMBNAIL), key, limit))
        : outcome;
  }

  /** A new secret with which an engine answers one job. */
  static String newKey() {
    return HexFormat.of().formatHex(Digests.random(KEY_BYTES));
  }

  /** What is stored of it. */
  static String hash(String key) {
    return Digests.sha256(key);
  }

  /** Whether this is the secret of which that is stored. */
  static boolean opens(String key, String hash) {
    return MessageDigest.isEqual(hash(key).getBytes(UTF_8), hash.getBytes(UTF_8));
  }

  /** Whether it is of no use to post the job again. */
  static boolean isFinal(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Rejected(var answer) ->
          answer.status() / 100 == 4 && !TRY_AGAIN.contains(answer.status());
      case Outcome.Blocked blocked -> true;
      case Outcome.NoResponse noResponse -> false;
      case Outcome.Accepted accepted -> false;
      case Outcome.Acknowledged acknowledged -> false;
    };
  }

  private Outcome post(Asset asset, ExternalEngine engine, Target target) {
    Payload payload = Payload.of(Json.write(job(asset, engine, target)));
    Signer signer = Signer.of(secrets.token(engine.id()));
    String id = Ids.random();
    long timestamp = clock.instant().getEpochSecond();
    return outside
        .sender()
        .send(
            new SignedRequest(
                target.url(),
                List.of(
                    new Header("Content-Type", "application/json; charset=UTF-8"),
                    new Header("User-Agent", outside.userAgent()),
                    new Header("X-Hook-Signature", signer.hookSignature(payload)),
                    new Header("webhook-id", id),
                    new Header("webhook-timestamp", Long.toString(timestamp)),
                    new Header(
                        "webhook-signature", signer.standardSignature(id, timestamp, payload))),
                payload,
                outside.timeout().get()));
  }

  private Map<String, Object> job(Asset asset, ExternalEngine engine, Target target) {
    String base = outside.baseUrl().get();
    Map<String, Object> job = new LinkedHashMap<>();
    job.put("assetId", asset.id());
    job.put(
        "originalUrl",
        urls.original(
            new FileUrls.Link(
                base,
                asset.id(),
                new FileUrls.Name(asset.filename(), asset.metadata().text("baseName"), false),
                asset.version(),
                target.limit(),
                RequestSecrets.SERVER)));
    job.put("uploadUrl", base + ExternalJobsApi.PATH + "/" + asset.id() + "/" + target.key());
    job.put(
        "failureUrl", base + ExternalJobsApi.PATH + "/failed/" + asset.id() + "/" + target.key());
    job.put("renditionOptions", target.asked().stream().map(JobPoster::options).toList());
    if (engine.returnStorageInfo()) {
      job.put("storageInfo", Map.of("path", originals.storagePath(asset)));
    }
    return job;
  }

  private static Map<String, Object> options(RenditionName asked) {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("name", asked.file());
    options.put("format", "jpg");
    options.put("maxWidth", asked.size());
    options.put("maxHeight", asked.size());
    options.put("quality", QUALITY);
    return options;
  }

  private record Target(String url, List<RenditionName> asked, String key, Duration limit) {}
}
