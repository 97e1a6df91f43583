package dev.carillon.server.assets.move;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** The stored form of transfers, for those that go on after the call that asked for them. */
final class TransferJson {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder().disable(MapperFeature.AUTO_DETECT_IS_GETTERS).build();

  private TransferJson() {}

  static String write(Transfer transfer) {
    try {
      return MAPPER.writeValueAsString(transfer);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not to be stored: " + transfer, e);
    }
  }

  static Transfer read(String text) {
    try {
      return MAPPER.readValue(text, Transfer.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not the stored form of a transfer: " + text, e);
    }
  }
}
