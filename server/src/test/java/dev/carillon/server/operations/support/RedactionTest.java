package dev.carillon.server.operations.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RedactionTest {

  private final Redaction redaction = new Redaction(List.of("whsec-123456", "up", ""));

  @Test
  void whatIsSecretIsMaskedWhereverItStands() {
    assertThat(redaction.of("up: 'whsec-123456'.")).isEqualTo("up: '********'.");
  }

  @Test
  void logInsAndQueriesOfAddressesAreCut() {
    assertThat(redaction.of("see \"https://a:b@h.example/p?k=v#x\", jdbc:postgresql://h/d?pw=x y"))
        .isEqualTo("see \"https://…@h.example/p?…\", jdbc:postgresql://h/d?… y");
  }
}
