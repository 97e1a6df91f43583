package dev.carillon.hooks.proof;

import java.util.List;

/**
 * A response as the log keeps it.
 *
 * @param status such as 503
 * @param body the first bytes of the body, as text
 * @param bodyBytes how long the whole body was
 * @param cut whether the text has less than that
 * @param headers names and values by turns, in the order in which they came
 */
public record KeptResponse(
    int status, String body, long bodyBytes, boolean cut, List<String> headers) {

  public KeptResponse {
    headers = List.copyOf(headers);
  }

  /**
   * All components in their order, as {@link FieldWriter} writes them; each header is two fields.
   */
  public byte[] bytes() {
    FieldWriter out = new FieldWriter();
    out.add(status).add(body).add(bodyBytes).add(cut ? 1 : 0);
    headers.forEach(out::add);
    return out.bytes();
  }
}
