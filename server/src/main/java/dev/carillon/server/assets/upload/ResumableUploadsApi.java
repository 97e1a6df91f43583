package dev.carillon.server.assets.upload;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Uploads that can be resumed, by the protocol tus 1.0 (tus.io) with its extensions creation,
 * expiration and termination. An upload becomes the file of an asset by the parameter {@code
 * uploadId} of the calls that create and update assets.
 */
public record ResumableUploadsApi(ResumableUploads uploads) {

  private static final String PATH = "/api/uploads";
  private static final String VERSION = "1.0.0";
  private static final String LENGTH = "Upload-Length";
  private static final String OFFSET = "Upload-Offset";
  private static final String METADATA = "Upload-Metadata";
  private static final String PART_TYPE = "application/offset+octet-stream";
  private static final int FILENAME_MAX = 255;
  private static final byte[] NOTHING = {};

  /** Adds the calls. */
  public void routes(Routes routes) {
    routes
        .group(PATH, RouteAccess.USER)
        .post("", this::create)
        .get("", this::list)
        .get("/{id}", this::get)
        .delete("/{id}", this::remove);
    routes.file(Set.of("PATCH"), PATH + "/{id}", this::append);
  }

  private Response create(Call call) {
    checkVersion(call);
    ResumableUpload upload =
        uploads.begin(call.caller().username(), filename(call), number(call, LENGTH));
    Map<String, String> headers = headers(upload);
    headers.put("Location", call.baseUrl() + PATH + "/" + upload.id());
    return new Response.Json(201, shown(upload), headers);
  }

  private Response list(Call call) {
    return Response.json(
        Map.of("items", uploads.of(call.caller().username()).stream().map(this::shown).toList()));
  }

  private Response get(Call call) {
    ResumableUpload upload = uploads.get(call.variable("id"), call.caller().username());
    Map<String, String> headers = headers(upload);
    headers.put("Cache-Control", "no-store");
    return new Response.Json(200, shown(upload), headers);
  }

  private Response append(Call call) {
    checkVersion(call);
    String type = call.header("Content-Type").orElse("");
    if (!type.equals(PART_TYPE)) {
      throw new Problem(
          415,
          "UnsupportedMediaType",
          "'Content-Type' is '" + type + "', but must be " + PART_TYPE);
    }
    long offset = number(call, OFFSET);
    String user = call.caller().username();
    String id = call.variable("id");
    ResumableUpload upload =
        call.upload("Filedata")
            .map(part -> uploads.append(id, user, offset, part))
            // a request without a body asks only whether the offset is right
            .orElseGet(() -> uploads.at(id, user, offset));
    return new Response.Bytes(204, NOTHING, headers(upload));
  }

  private Response remove(Call call) {
    uploads.remove(call.variable("id"), call.caller().username());
    return new Response.Bytes(204, NOTHING, Map.of("Tus-Resumable", VERSION));
  }

  private Map<String, String> headers(ResumableUpload upload) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Tus-Resumable", VERSION);
    headers.put(OFFSET, Long.toString(upload.received()));
    headers.put(LENGTH, Long.toString(upload.length()));
    headers.put(
        "Upload-Expires",
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            uploads.expiresAt(upload).atOffset(ZoneOffset.UTC)));
    return headers;
  }

  private Map<String, Object> shown(ResumableUpload upload) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("id", upload.id());
    shown.put("filename", upload.filename());
    shown.put("length", upload.length());
    shown.put("offset", upload.received());
    shown.put("expiresAt", uploads.expiresAt(upload).toString());
    return shown;
  }

  private static void checkVersion(Call call) {
    String version = call.header("Tus-Resumable").orElse(VERSION);
    if (!version.equals(VERSION)) {
      throw new Problem(
          412,
          "PreconditionFailed",
          "'Tus-Resumable' is '" + version + "', but must be " + VERSION);
    }
  }

  private static long number(Call call, String header) {
    String text = call.header(header).orElseThrow(() -> Problem.missing(header));
    if (!text.matches("[0-9]{1,18}")) {
      throw Problem.badField(header, text, "a number of bytes");
    }
    return Long.parseLong(text);
  }

  /** The file name among the pairs of a name and a value in base64 that the header holds. */
  private static String filename(Call call) {
    for (String pair : call.header(METADATA).orElse("").split(",", -1)) {
      String[] parts = pair.strip().split(" +", 2);
      if (parts[0].equals("filename") && parts.length == 2) {
        String name = decoded(parts[1]);
        String plain = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        if (plain.length() > FILENAME_MAX) {
          throw Problem.badField(
              METADATA, plain, "a file name with at most " + FILENAME_MAX + " characters");
        }
        return plain;
      }
    }
    return "";
  }

  private static String decoded(String text) {
    try {
      return new String(Base64.getDecoder().decode(text), UTF_8);
    } catch (IllegalArgumentException malformed) {
      throw Problem.badField(METADATA, text, "pairs of a name and a value in base64");
    }
  }
}
