package dev.carillon.server.assets.preview.external;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.platform.http.AuditNote;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.Upload;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What external engines answer: pictures, or that there are none. The secret in the path is all
 * that lets them in; it is good for one job only, and only until that ends.
 */
record ExternalJobsApi(ExternalProcessor processing) {

  static final String PATH = "/api/asset/rendition";

  /** All that an engine may send in one request. */
  static final long BYTES_MAX = 32L << 20;

  private static final String JOB = PATH + "/{id}/{key}";
  private static final int REASON_MAX = 300;
  private static final List<String> NAMES = List.of("name", "rendition", "renditionName");
  private static final List<String> REASONS = List.of("message", "errorMessage", "error", "reason");

  /** Adds the calls. */
  void routes(Routes routes) {
    Set<String> sending = Set.of("POST", "PUT");
    routes
        .guests(PATH + "/failed/{id}/{key}", variables -> 0, this::failed)
        .guestFile(sending, JOB, this::bytesMax, this::sent)
        .guestFile(sending, JOB + "/{name}", this::bytesMax, this::sent);
  }

  /** Nothing large is read for a job that has ended. */
  private long bytesMax(Map<String, String> variables) {
    return processing.admits(variables.getOrDefault("id", ""), variables.getOrDefault("key", ""))
        ? BYTES_MAX
        : 0L;
  }

  private Response sent(Call call) {
    String id = call.variable("id");
    AuditNote.current().about("asset", id, "");
    processing.received(id, call.variable("key"), uploads(call));
    return Response.empty();
  }

  private Response failed(Call call) {
    String id = call.variable("id");
    AuditNote.current().about("asset", id, "");
    processing.refused(id, call.variable("key"), "the engine says: " + reason(call));
    return Response.empty();
  }

  private static Map<RenditionName, Upload> uploads(Call call) {
    Map<RenditionName, Upload> uploads = new EnumMap<>(RenditionName.class);
    for (RenditionName name : RenditionName.values()) {
      call.upload(name.file())
          .or(() -> call.upload(name.text()))
          .ifPresent(upload -> uploads.put(name, upload));
    }
    if (uploads.isEmpty()) {
      Upload upload =
          call.upload("file")
              .or(() -> call.upload("Filedata"))
              .orElseThrow(
                  () ->
                      Problem.badRequest(
                          "The file is missing: send it as the body, or as a part of a"
                              + " multipart form named like the rendition, 'file' or"
                              + " 'Filedata'"));
      uploads.put(named(call, upload), upload);
    }
    return uploads;
  }

  /** What a single file is: as the path, a parameter or its own name says. */
  private static RenditionName named(Call call, Upload upload) {
    String last = call.path().substring(call.path().lastIndexOf('/') + 1);
    Optional<String> said =
        NAMES.stream().flatMap(name -> call.params().text(name).stream()).findFirst();
    String name = RenditionName.of(last).isPresent() ? last : said.orElse(upload.filename());
    return RenditionName.of(name)
        .orElseThrow(
            () ->
                Problem.badField(
                    "name",
                    name,
                    ("%s or %s: in the path behind the upload URL, as the parameter 'name', or as"
                            + " the name of the file")
                        .formatted(RenditionName.PREVIEW.file(), RenditionName.THUMBNAIL.file())));
  }

  private static String reason(Call call) {
    String said =
        REASONS.stream()
            .flatMap(name -> call.params().text(name).stream())
            .findFirst()
            .or(() -> call.json().flatMap(ExternalJobsApi::reason))
            .orElse("nothing more");
    String line = said.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() <= REASON_MAX ? line : line.substring(0, REASON_MAX) + "…";
  }

  private static Optional<String> reason(JsonNode body) {
    return REASONS.stream()
        .map(body::path)
        .filter(JsonNode::isTextual)
        .map(JsonNode::textValue)
        .findFirst()
        .or(() -> body.isTextual() ? Optional.of(body.textValue()) : Optional.empty());
  }
}
