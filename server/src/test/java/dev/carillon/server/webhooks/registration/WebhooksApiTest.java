package dev.carillon.server.webhooks.registration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import dev.carillon.server.webhooks.registration.Admin.Answer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhooksApiTest {

  private final FakeWebhooks store = new FakeWebhooks();
  private final FakeDeliveries deliveries = new FakeDeliveries();
  private final Admin admin = new Admin(store, deliveries);

  @Test
  void aCreatedWebhookIsAnsweredWhole() {
    ObjectNode created = admin.created();

    assertThat(created.remove("id").asText()).matches("[0-9A-Za-z_-]{22}");
    assertThat(Base64.getDecoder().decode(created.remove("secretToken").asText())).hasSize(32);
    assertThat(created)
        .isEqualTo(
            Admin.json(
                "{'name':'n','url':'https://example.com/hook','eventTypes':['asset_create'],"
                    + "'metadataToReturn':[],'changedMetadataToReturn':[],"
                    + "'triggerMetadataFields':[],'foldersAndQuery':{'folders':[],'query':''},"
                    + "'enabled':true,'secretOverlapUntil':null,'description':'','customHeaders':{},'operationalEvents':[],"
                    + "'timeoutSeconds':0,'maxConcurrent':0,'maxPerSecond':0,'ordering':'none',"
                    + "'logResponses':'failures','debounceSeconds':0,'maxWaitSeconds':0,'batch':null,'retryDelays':[],'retriedStatuses':[],"
                    + "'failingAfter':0,'disableAfter':0,'disableOnGone':null,"
                    + "'adaptiveConcurrency':false,'recoverAutomatically':false,"
                    + "'clientCertificate':null,'filterChange':'any','onBehalfOf':null,"
                    + "'format':'native','cloudEventsSource':null,'signatures':[],"
                    + "'authentication':null,'handshake':false,'handshakeState':null,'template':'',"
                    + "'disabledReason':null,'disabledDetail':null,'disabledAt':null,'recovery':null,"
                    + "'health':{'status':'none','failuresInRow':0,'lastError':'',"
                    + "'lastFailureAt':null,'heldUntil':null},'warnings':[]}"));
  }

  @Test
  void everySettableFieldIsKeptAndAnsweredByEveryCall() {
    String body =
        "{'name':'ü','url':'http://example.com/?a=b','eventTypes':['folder_create',"
            + "'asset_move'],'metadataToReturn':['name','cf_x','assetPath'],"
            + "'changedMetadataToReturn':['status'],'triggerMetadataFields':['rating'],"
            + "'foldersAndQuery':{'folders':['nature','/a b'],'query':'status:Final',"
            + "'enableWildcardSelection':false},'enabled':false,'description':'two\\nlines',"
            + "'operationalEvents':['webhook.failing'],"
            + "'timeoutSeconds':60,'maxConcurrent':1000,'maxPerSecond':100000,"
            + "'ordering':'asset','logResponses':'all',"
            + "'retryDelays':['1s','1s','48h'],'retriedStatuses':[408,429],'failingAfter':1000,"
            + "'disableAfter':-1,'disableOnGone':false,'adaptiveConcurrency':true,"
            + "'recoverAutomatically':true}";
    ObjectNode created = admin.created(body);
    String path = "/" + created.get("id").asText();

    assertThat(given(created, body)).isEqualTo(Admin.json(body));
    assertThat(admin.send("GET", path).expect(200)).isEqualTo(created);
    assertThat(admin.send("GET", path + "/").expect(200)).isEqualTo(created);
    assertThat(admin.send("GET", "").expect(200)).containsExactly(created);
    assertThat(admin.send("GET", "/").expect(200)).containsExactly(created);
  }

  @Test
  void theListShowsThemInTheOrderOfTheirCreationWithTheirTokens() {
    JsonNode first = admin.created();
    JsonNode second = admin.created();

    JsonNode list = admin.send("GET", "").expect(200);

    assertThat(list).containsExactly(first, second);
    assertThat(list.get(0).get("secretToken")).isNotEqualTo(list.get(1).get("secretToken"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT"})
  void anUpdateChangesOnlyWhatItNames(String method) {
    ObjectNode before =
        admin.created(
            "{'name':'n','url':'https://example.com','eventTypes':['asset_create'],"
                + "'triggerMetadataFields':['rating'],'metadataToReturn':['name'],"
                + "'foldersAndQuery':{'folders':['/x'],'query':'q'}}");
    String path = "/" + before.get("id").asText();

    JsonNode after = admin.send(method, path, "{'name':'other'}").expect(200);

    before.put("name", "other");
    assertThat(after).isEqualTo(before);
    assertThat(admin.send("GET", path).expect(200)).isEqualTo(before);
    assertThat(admin.send(method, path + "/", "{}").expect(200)).isEqualTo(before);
  }

  @Test
  void triggerFieldsAndPlaceAreSetApart() {
    ObjectNode before = admin.created();
    String path = "/" + before.get("id").asText();

    admin.send("POST", path, "{'triggerMetadataFields':['rating']}").expect(200);
    admin.send("POST", path, "{'foldersAndQuery':{'query':'status:x'}}").expect(200);
    JsonNode both = admin.send("GET", path).expect(200);
    assertThat(both.get("triggerMetadataFields")).isEqualTo(Admin.json("['rating']"));
    assertThat(both.get("foldersAndQuery"))
        .isEqualTo(Admin.json("{'folders':[],'query':'status:x'}"));

    JsonNode cleared = admin.send("POST", path, "{'foldersAndQuery':null}").expect(200);
    assertThat(cleared.get("triggerMetadataFields")).isEqualTo(Admin.json("['rating']"));
    assertThat(cleared.get("foldersAndQuery")).isEqualTo(Admin.json("{'folders':[],'query':''}"));
  }

  @Test
  void theWholeObjectCanBeSentBackAndReadOnlyFieldsStayAsTheyWere() {
    ObjectNode before =
        admin.created(
            "{'name':'n','url':'https://example.com','eventTypes':['asset_create'],"
                + "'customHeaders':{'Authorization':'Bearer s3cret'},"
                + "'metadataToReturn':['nosuchfield']}");
    String path = "/" + before.get("id").asText();
    assertThat(before.get("customHeaders").get("Authorization").asText()).isEqualTo("********");
    ObjectNode sent = before.deepCopy();
    sent.put("name", "renamed");
    sent.put("id", "2n-UzMFgate9nAwg8zLXCs");
    sent.put("secretToken", "mine");
    sent.put("disabledReason", "gone").put("disabledAt", "yesterday").put("unknown", 1);
    sent.putObject("health").put("status", "excellent");

    ObjectNode after = (ObjectNode) admin.send("POST", path, sent).expect(200);

    before.put("name", "renamed");
    assertThat(after.get("warnings")).hasSize(2);
    assertThat(after.get("warnings").get(0).asText()).startsWith("'unknown' is not a field");
    after.remove("warnings");
    before.remove("warnings");
    assertThat(after).isEqualTo(before);
    assertThat(only().headers()).isEqualTo(Map.of("Authorization", "Bearer s3cret"));
    JsonNode sentBack = admin.send("PUT", path, after).expect(200);
    assertThat(sentBack.get("warnings")).as("nothing unknown in what it answers").hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          'eventTyps':[]                    | 'eventTyps' | 'eventTypes'
          'maxConcurent':3                  | 'maxConcurent' | 'maxConcurrent'
          'foldersAndQuery':{'folder':'/a'} | 'foldersAndQuery.folder' | 'foldersAndQuery.folders'
          """)
  void aFieldThatNoWebhookHasIsIgnoredWithAWarningThatNamesTheNearest(
      String more, String named, String nearest) {
    ObjectNode created =
        admin.created("{'name':'n','url':'https://example.com','eventTypes':[]," + more + "}");
    assertThat(created.get("warnings"))
        .singleElement()
        .asString()
        .isEqualTo(
            "\""
                + named
                + " is not a field of a webhook and is ignored; the nearest is "
                + nearest
                + "\"");
    String path = "/" + created.get("id").asText();
    assertThat(admin.send("GET", path).expect(200).get("warnings")).isEmpty();
    assertThat(admin.send("POST", path, "{" + more + "}").expect(200).get("warnings")).hasSize(1);
  }

  @Test
  void ofManyUnknownFieldsTenAreNamed() {
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 25; i++) {
      many.append(",'x").append(i).append("':0");
    }
    many.append(",'").append("y".repeat(5000)).append("':0");
    JsonNode warnings =
        admin
            .created("{'name':'n','url':'https://example.com','eventTypes':[]" + many + "}")
            .get("warnings");
    assertThat(warnings).hasSize(11);
    assertThat(warnings.get(10).asText())
        .isEqualTo("There are 16 more unknown fields; all are ignored");
  }

  @Test
  void whatACreationSendsAsTokenAndIdIsNotTaken() {
    ObjectNode created =
        admin.created(
            "{'id':'2n-UzMFgate9nAwg8zLXCs','secretToken':'mine','name':'n',"
                + "'url':'https://example.com','eventTypes':[]}");

    assertThat(created.get("id").asText()).isNotEqualTo("2n-UzMFgate9nAwg8zLXCs");
    assertThat(created.get("secretToken").asText()).isNotEqualTo("mine");
  }

  @Test
  void aMaskedHeaderStaysAnotherChangesAndAMissingOneGoes() {
    ObjectNode before =
        admin.created(
            "{'name':'n','url':'https://example.com','eventTypes':[],"
                + "'customHeaders':{'X-A':'a','X-B':'b','X-C':'c'}}");

    admin
        .send(
            "POST",
            "/" + before.get("id").asText(),
            "{'customHeaders':{'x-a':'********','X-B':' new ','X-D':''}}")
        .expect(200);

    assertThat(only().headers()).isEqualTo(Map.of("x-a", "a", "X-B", "new", "X-D", ""));
  }

  @Test
  void aMaskedHeaderWithNothingBehindItIsRefusedAndNothingIsSaved() {
    String path = "/" + admin.created().get("id").asText();
    Webhook before = only();

    Answer answer = admin.send("POST", path, "{'name':'new','customHeaders':{'X-New':'********'}}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.message()).contains("customHeaders.X-New");
    assertThat(only()).isEqualTo(before);
  }

  @Test
  void eachEventTypeIsHeardOfOnce() {
    admin.created(
        "{'name':'n','url':'https://example.com',"
            + "'eventTypes':['asset_create','asset_move','asset_create']}");

    assertThat(only().subscription().eventTypes())
        .extracting(type -> type.name())
        .containsExactly("asset_create", "asset_move");
  }

  @Test
  void warningsNameUnknownFieldsAndUnresolvedNames() {
    ObjectNode created =
        admin.created(
            "{'name':'n','url':'https://unknown.example','eventTypes':[],"
                + "'metadataToReturn':['statsu'],'changedMetadataToReturn':['cf_any'],"
                + "'triggerMetadataFields':['Rating'],"
                + "'foldersAndQuery':{'query':'statsu:x'}}");

    assertThat(created.get("warnings"))
        .isEqualTo(
            Admin.json(
                "[\"does not resolve\",\"'metadataToReturn': there is no metadata field 'statsu',"
                    + " the nearest is 'status'\",\"'triggerMetadataFields': there is no metadata"
                    + " field 'Rating', the nearest is 'rating'\",\"'foldersAndQuery.query': there"
                    + " is no metadata field 'statsu', the nearest is 'status'\"]"));
  }

  @Test
  void anUnchangedUrlIsNotCheckedAgainButAChangedOneIs() {
    ObjectNode created = admin.created();
    String path = "/" + created.get("id").asText();
    Webhook stored = only();
    Webhook other = Webhook.of("n", "https://blocked.example", stored.subscription(), admin.now);
    store.stored.put(stored.id(), with(stored, other.url()));

    admin.send("POST", path, "{'url':'https://blocked.example','enabled':false}").expect(200);
    Answer refused = admin.send("POST", path, "{'url':'https://blocked.example/other'}");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.message())
        .isEqualTo(
            "'url' is 'https://blocked.example/other', but must be a URL that may be called");
  }

  private static Webhook with(Webhook webhook, String url) {
    return webhook.toBuilder().url(url).build();
  }

  @Test
  void healthIsShownInWords() {
    String path = "/" + admin.created().get("id").asText();
    store.healths.put(
        only().id(),
        new WebhookHealth(
            WebhookHealth.Status.FAILING,
            9,
            Instant.parse("2026-11-25T09:00:00Z"),
            "HTTP 500",
            123_456,
            WebhookHealth.Recent.NONE));
    store.holds.put(only().id(), Instant.parse("2126-11-25T09:30:00Z"));

    assertThat(admin.send("GET", path).expect(200).get("health"))
        .isEqualTo(
            Admin.json(
                "{'status':'failing','failuresInRow':9,'lastError':'HTTP 500',"
                    + "'lastFailureAt':'2026-11-25T09:00:00Z','heldUntil':'2126-11-25T09:30:00Z',"
                    + "'largestPayloadBytes':123456}"));
  }

  @Test
  void aRemovedWebhookIsGone() {
    String path = "/" + admin.created().get("id").asText();

    assertThat(admin.send("DELETE", path).status()).isEqualTo(204);

    assertThat(admin.send("GET", path).status()).isEqualTo(404);
    assertThat(admin.send("DELETE", path).status()).isEqualTo(404);
    assertThat(admin.send("GET", "").expect(200)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /2n-UzMFgate9nAwg8zLXCs",
    "POST, /2n-UzMFgate9nAwg8zLXCs",
    "PUT, /2n-UzMFgate9nAwg8zLXCs",
    "DELETE, /2n-UzMFgate9nAwg8zLXCs/",
    "POST, /2n-UzMFgate9nAwg8zLXCs/generate-token",
    "POST, /2n-UzMFgate9nAwg8zLXCsgenerate-token",
    "PUT, /2n-UzMFgate9nAwg8zLXCs/enable",
    "POST, /2n-UzMFgate9nAwg8zLXCs/disable",
    "GET, /short",
    "POST, /generate-token",
    "GET, /2n-UzMFgate9nAwg8zLXCsgenerate-token"
  })
  void anUnknownIdIs404(String method, String path) {
    admin.created();
    Answer answer = admin.send(method, path, "{'name':'x'}");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.message()).startsWith("There is no webhook '");
    assertThat(only().name()).isEqualTo("n");
    assertThat(admin.changed).hasSize(1);
  }

  @Test
  void theEngineHearsOfEachStoredChange() {
    String path = "/" + admin.created().get("id").asText();
    Webhook.Id id = only().id();

    admin.send("POST", path, "{'name':'x'}").expect(200);
    admin.send("POST", path + "/generate-token").expect(200);
    admin.send("PUT", path + "/disable").expect(200);
    admin.send("PUT", path + "/enable").expect(200);
    admin.send("POST", path, "{'name':5}");
    admin.send("GET", path).expect(200);
    admin.send("DELETE", path).expect(204);

    assertThat(admin.changed).containsExactly(id, id, id, id, id, id);
  }

  private static JsonNode given(ObjectNode answer, String body) {
    List<String> names = new ArrayList<>();
    Admin.json(body).fieldNames().forEachRemaining(names::add);
    return answer.deepCopy().retain(names);
  }

  private Webhook only() {
    assertThat(store.stored).hasSize(1);
    return store.stored.values().iterator().next();
  }
}
