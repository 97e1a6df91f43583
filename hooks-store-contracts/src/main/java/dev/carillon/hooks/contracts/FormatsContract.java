package dev.carillon.hooks.contracts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.event.CloudEvents;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.PayloadFormat;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.webhook.RequestFormat;
import dev.carillon.hooks.webhook.Webhook;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Webhooks get payloads in the form that they ask for, and the store keeps them as they are. */
public interface FormatsContract extends StoreFixture {

  /** CloudEvents with attributes in the JSON object. */
  PayloadFormat STRUCTURED =
      new CloudEvents(CloudEvents.Mode.STRUCTURED, "/shop", "com.example.", "/schemas/{type}");

  /** CloudEvents with attributes in headers. */
  PayloadFormat BINARY = new CloudEvents(CloudEvents.Mode.BINARY, "/shop", "com.example.", "");

  /** A webhook that gets payloads in this form. */
  default Webhook webhook(String name, PayloadFormat format) {
    Webhook webhook = webhook(name).toBuilder().format(RequestFormat.DEFAULT.with(format)).build();
    return webhooks().change(webhook.id(), before -> webhook).orElseThrow();
  }

  @Test
  default void equalFormatsShareAPayloadAndEachIsStoredAsItIsSent() {
    webhook("plain");
    webhook("structured", STRUCTURED);
    webhook("structured too", STRUCTURED);
    webhook("binary", BINARY);
    Receipt receipt = store().record(event("one"));

    List<Payload> sent = receipt.due().stream().map(DueDelivery::payload).toList();
    assertThat(sent.get(0)).isEqualTo(Payload.of("of one [][]"));
    assertThat(sent.get(1)).isSameAs(sent.get(2));
    assertThat(text(sent.get(1)))
        .startsWith("{\"specversion\":\"1.0\",\"id\":\"" + receipt.event().value() + "\",")
        .contains("\"type\":\"com.example.asset_create\",\"subject\":\"one\"")
        .contains("\"dataschema\":\"/schemas/asset_create\"")
        .endsWith(",\"datacontenttype\":\"application/json\",\"data\":of one [][]}");
    assertThat(sent.get(1).contentType()).isEqualTo("application/cloudevents+json; charset=UTF-8");
    assertThat(text(sent.get(3))).isEqualTo("of one [][]");
    assertThat(sent.get(3).headers())
        .containsEntry("ce-id", receipt.event().value())
        .containsEntry("ce-source", "/shop");
    for (DueDelivery due : receipt.due()) {
      assertThat(stored(due.delivery().id())).isEqualTo(due.payload());
    }
  }

  @Test
  default void whatIsMadeLaterIsRenderedInTheFormOfTheWebhook() {
    Webhook plain = webhook("plain");
    Webhook binary = disable(webhook("binary", BINARY));
    DueDelivery first = recorded("one");
    Webhook structured = webhook("structured", STRUCTURED);
    enable(binary);
    Delivery.Id late =
        deliveryActions().redeliver(first.delivery().id(), structured, TEXTS).orElseThrow().id();
    Delivery.Id again =
        deliveryActions().redeliver(first.delivery().id(), binary, TEXTS).orElseThrow().id();

    assertThat(stored(late))
        .isEqualTo(STRUCTURED.of(eventOf(first, plain), Payload.of("of one [][]")));
    assertThat(text(stored(again))).isEqualTo("of one [][]");
    assertThat(stored(again).headers()).containsEntry("ce-id", first.delivery().event().value());
    assertThat(stored(first.delivery().id())).isEqualTo(first.payload());
  }

  @Test
  default void whatIsSentInsteadOfAnotherPayloadKeepsWhy() {
    webhook("plain");
    webhook("binary", BINARY);
    for (PayloadFormat format : List.of(PayloadFormat.NATIVE, STRUCTURED, BINARY)) {
      templated(webhook("templated", format));
    }
    Receipt receipt = store().record(event("one"));

    assertThat(receipt.due().stream().map(due -> stored(due.delivery().id()).problem()))
        .containsExactly("", "", "no, template", "no, template", "no, template");
    for (DueDelivery due : receipt.due()) {
      assertThat(stored(due.delivery().id())).isEqualTo(due.payload());
    }
    assertThat(stored(receipt.due().get(2).delivery().id()).bytes())
        .isEqualTo(receipt.due().getFirst().payload().bytes());
    Webhook later = templated(webhook("later"));
    Delivery.Id late =
        deliveryActions()
            .redeliver(receipt.due().getFirst().delivery().id(), later, TEXTS)
            .orElseThrow()
            .id();
    assertThat(stored(late).problem()).isEqualTo("no, template");
  }

  private Webhook templated(Webhook webhook) {
    Webhook.Subscription wanted = webhook.subscription();
    Projection template = new Projection(List.of(), List.of(), "no,\n template");
    return webhooks()
        .change(
            webhook.id(),
            before ->
                before.toBuilder()
                    .subscription(
                        new Webhook.Subscription(
                            wanted.eventTypes(),
                            wanted.operationalEvents(),
                            wanted.filter(),
                            template))
                    .build())
        .orElseThrow();
  }

  @Test
  default void contentThatIsNoJsonIsKeptByteForByte() {
    Payload xml = Payload.of("<a b='\"'/>").as("application/xml");
    webhook("plain");
    webhook("structured", STRUCTURED);
    Receipt receipt = store().record(Event.of(CREATED, "one", clock().instant(), Snapshot.of(xml)));

    assertThat(receipt.due()).hasSize(2);
    assertThat(stored(receipt.due().get(0).delivery().id())).isEqualTo(xml);
    assertThat(text(stored(receipt.due().get(1).delivery().id())))
        .endsWith(",\"datacontenttype\":\"application/xml\",\"data_base64\":\"PGEgYj0nIicvPg==\"}");
  }

  @Test
  default void anotherFormIsAnotherRevisionOfTheWebhook() {
    Webhook before = webhook("any");
    Webhook after = webhook("structured", STRUCTURED);
    assertThat(webhooks().find(after.id())).contains(after);
    assertThat(after.revision()).isEqualTo(before.revision() + 1);
    assertThat(webhooks().revision(after.id(), 2).orElseThrow().format())
        .isEqualTo(new RequestFormat(STRUCTURED, false));
    assertThat(webhooks().revision(after.id(), 1).orElseThrow().format())
        .isEqualTo(RequestFormat.DEFAULT);
  }

  private Event eventOf(DueDelivery due, Webhook webhook) {
    assertThat(due.delivery().webhook()).isEqualTo(webhook.id());
    return new Event(
        due.delivery().event(),
        CREATED,
        due.delivery().subject(),
        clock().instant(),
        new TextSnapshot("of " + due.delivery().subject()));
  }

  private Payload stored(Delivery.Id id) {
    return Objects.requireNonNull(store().log().find(id).orElseThrow().payload());
  }

  private static String text(Payload payload) {
    return new String(payload.bytes(), UTF_8);
  }
}
