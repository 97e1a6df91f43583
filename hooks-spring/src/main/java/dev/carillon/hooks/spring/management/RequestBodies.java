package dev.carillon.hooks.spring.management;

import dev.carillon.hooks.spring.json.JsonMapping;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;

/**
 * Reads bodies of requests, up to a size that no webhook needs.
 *
 * @param json the program's
 */
record RequestBodies(JsonMapping json) {

  /** Names, types and headers of a webhook take some kB at most. */
  static final int BYTES_MAX = 64 * 1024;

  /** Its constant has another name in each Spring. */
  private static final HttpStatusCode TOO_LARGE = HttpStatusCode.valueOf(413);

  /**
   * The fields of the JSON object in a request.
   *
   * @throws InvalidRequestException if there is none, or it is too long
   */
  Map<String, Object> read(HttpServletRequest request) throws IOException {
    return fields(bytes(request));
  }

  /** The same, where no body stands for no fields. */
  Map<String, Object> readIfAny(HttpServletRequest request) throws IOException {
    byte[] body = bytes(request);
    return body.length == 0 ? Map.of() : fields(body);
  }

  private Map<String, Object> fields(byte[] body) {
    try {
      return json.read(body);
    } catch (IllegalArgumentException notOne) {
      throw new InvalidRequestException(
          HttpStatus.BAD_REQUEST, "The body is not a JSON object.", List.of());
    }
  }

  private static byte[] bytes(HttpServletRequest request) throws IOException {
    byte[] body = request.getInputStream().readNBytes(BYTES_MAX + 1);
    if (body.length > BYTES_MAX) {
      throw new InvalidRequestException(
          TOO_LARGE, "The body has more than " + BYTES_MAX + " bytes.", List.of());
    }
    return body;
  }
}
