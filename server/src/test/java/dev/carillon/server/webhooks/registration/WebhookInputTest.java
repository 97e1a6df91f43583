package dev.carillon.server.webhooks.registration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.webhooks.registration.Admin.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What must be refused, and how the refusal reads. */
class WebhookInputTest {

  private final FakeWebhooks store = new FakeWebhooks();
  private final Admin admin = new Admin(store, new FakeDeliveries());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          name                    | null                         | name | not blank
          name                    | ''                           | name | not blank
          name                    | '  '                         | name | not blank
          name                    | 5                            | name | a text
          name                    | ['a']                        | name | a text
          name                    | {}                           | name | a text
          name                    | 'a\\nb'                      | name | control characters
          name                    | 'a\\u0000b'                  | name | control characters
          name                    | 'a\\ud800b'                  | name | surrogates
          description             | 5                            | description | a text
          description             | 'a\\u0000b'                  | description | control characters
          url                     | null                         | url | http or https
          url                     | ''                           | url | http or https
          url                     | 7                            | url | http or https
          url                     | {}                           | url | http or https
          url                     | 'http://blocked.example'     | url | that may be called
          url                     | 'http://a\\u0000'            | url | control characters
          eventTypes              | null                         | eventTypes | [] for none
          eventTypes              | 'asset_create'               | eventTypes | an array
          eventTypes              | {}                           | eventTypes | an array
          eventTypes              | true                         | eventTypes | an array
          eventTypes              | ['asset_crate']              | eventTypes[0] | nearest is 'asset_create'
          eventTypes              | ['asset_create','ASSET_MOVE']| eventTypes[1] | nearest is 'asset_move'
          eventTypes              | ['asset_create ']            | eventTypes[0] | nearest is 'asset_create'
          eventTypes              | ['']                         | eventTypes[0] | one of asset_checkin
          eventTypes              | [null]                       | eventTypes[0] | one of asset_checkin
          eventTypes              | [1]                          | eventTypes[0] | one of asset_checkin
          eventTypes              | [['asset_create']]           | eventTypes[0] | one of asset_checkin
          eventTypes              | ['webhook.failing']          | eventTypes[0] | one of asset_checkin
          operationalEvents       | ['asset_create']             | operationalEvents[0] | webhook.disabled
          operationalEvents       | ['webhook.faling']           | operationalEvents[0] | nearest is 'webhook.failing'
          operationalEvents       | 'webhook.failing'            | operationalEvents | an array
          metadataToReturn        | 'name'                       | metadataToReturn | an array
          metadataToReturn        | ['a b']                      | metadataToReturn[0] | technical name
          metadataToReturn        | ['name','']                  | metadataToReturn[1] | technical name
          metadataToReturn        | ['42']                       | metadataToReturn[0] | technical name
          metadataToReturn        | ['a.b']                      | metadataToReturn[0] | technical name
          metadataToReturn        | [null]                       | metadataToReturn[0] | technical name
          metadataToReturn        | [{}]                         | metadataToReturn[0] | technical name
          changedMetadataToReturn | [1]                          | changedMetadataToReturn[0] | technical name
          changedMetadataToReturn | {}                           | changedMetadataToReturn | an array
          triggerMetadataFields   | ['a\\nb']                    | triggerMetadataFields[0] | technical name
          triggerMetadataFields   | 1                            | triggerMetadataFields | an array
          foldersAndQuery         | []                           | foldersAndQuery | an object
          foldersAndQuery         | '/x'                         | foldersAndQuery | an object
          foldersAndQuery         | {'folders':'/x'}             | foldersAndQuery.folders | an array
          foldersAndQuery         | {'folders':[1]}              | foldersAndQuery.folders[0] | a text
          foldersAndQuery         | {'folders':['/x','']}        | foldersAndQuery.folders[1] | not blank
          foldersAndQuery         | {'folders':['a\\u0000']}     | foldersAndQuery.folders[0] | control
          foldersAndQuery         | {'query':5}                  | foldersAndQuery.query | a text
          foldersAndQuery         | {'query':['a']}              | foldersAndQuery.query | a text
          foldersAndQuery         | {'query':'status:'}          | foldersAndQuery.query | behind the colon
          foldersAndQuery         | {'query':'\\udc00'}          | foldersAndQuery.query | surrogates
          foldersAndQuery         | {'enableWildcardSelection':1}| foldersAndQuery.enableWildcardSelection | true or false
          enabled                 | 'true'                       | enabled | true or false
          enabled                 | 1                            | enabled | true or false
          enabled                 | null                         | enabled | true or false
          timeoutSeconds          | -1                           | timeoutSeconds | from 0 to 60
          timeoutSeconds          | 61                           | timeoutSeconds | from 0 to 60
          timeoutSeconds          | 1.5                          | timeoutSeconds | from 0 to 60
          timeoutSeconds          | '15'                         | timeoutSeconds | from 0 to 60
          timeoutSeconds          | 4294967297                   | timeoutSeconds | from 0 to 60
          timeoutSeconds          | 1e400                        | timeoutSeconds | from 0 to 60
          maxConcurrent           | 1001                         | maxConcurrent | from 0 to 1000
          maxConcurrent           | true                         | maxConcurrent | from 0 to 1000
          maxPerSecond            | 100001                       | maxPerSecond | from 0 to 100000
          maxPerSecond            | []                           | maxPerSecond | from 0 to 100000
          ordering                | 'subject'                    | ordering | none or asset
          ordering                | 1                            | ordering | a text
          ordering                | ''                           | ordering | none or asset
          retryDelays             | '5s'                         | retryDelays | an array of delays
          retryDelays             | {}                           | retryDelays | an array of delays
          retryDelays             | [5]                          | retryDelays[0] | such as 30s, 5m or 2h
          retryDelays             | ['5s','']                    | retryDelays[1] | such as 30s, 5m or 2h
          retryDelays             | ['5 s']                      | retryDelays[0] | such as 30s, 5m or 2h
          retryDelays             | ['-5s']                      | retryDelays[0] | such as 30s, 5m or 2h
          retryDelays             | ['999ms']                    | retryDelays[0] | from 1s to 48h
          retryDelays             | ['1s','49h']                 | retryDelays[1] | from 1s to 48h
          retryDelays             | ['999999999d']               | retryDelays[0] | from 1s to 48h
          retryDelays             | ['2m','90s']                 | retryDelays[1] | no shorter than the delay before it
          retryDelays             | ['1s','1s','1s','1s','1s','1s','1s','1s','1s','1s','1s','1s','1s','1s','1s','1s','1s','1s','1s','1s','1s'] | retryDelays | at most 20
          retriedStatuses         | 429                          | retriedStatuses | an array of statuses
          retriedStatuses         | ['429']                      | retriedStatuses[0] | from 400 to 499
          retriedStatuses         | [429,500]                    | retriedStatuses[1] | from 400 to 499
          retriedStatuses         | [399]                        | retriedStatuses[0] | from 400 to 499
          failingAfter            | -1                           | failingAfter | from 0 to 1000
          failingAfter            | 1001                         | failingAfter | from 0 to 1000
          disableAfter            | -2                           | disableAfter | from -1 to 1000000
          disableAfter            | '50'                         | disableAfter | from -1 to 1000000
          disableOnGone           | 'true'                       | disableOnGone | true or false
          adaptiveConcurrency     | 1                            | adaptiveConcurrency | true or false
          recoverAutomatically    | 'yes'                        | recoverAutomatically | true or false
          format                  | 'cloudevents'                | format | native, cloudevents-structured or
          format                  | 1                            | format | a text
          cloudEventsSource       | 'two words'                  | cloudEventsSource | a relative reference
          cloudEventsSource       | 'http://[/'                  | cloudEventsSource | a relative reference
          cloudEventsSource       | ['/a']                       | cloudEventsSource | a text
          signatures              | 'v1a'                        | signatures | an array
          signatures              | ['v1']                       | signatures[0] | v1a; the signatures with
          signatures              | [1]                          | signatures[0] | a text
          debounceSeconds         | -1                           | debounceSeconds | from 0 to 86400
          debounceSeconds         | 86401                        | debounceSeconds | from 0 to 86400
          debounceSeconds         | '1'                          | debounceSeconds | from 0 to 86400
          maxWaitSeconds          | 604801                       | maxWaitSeconds | from 0 to 604800
          maxWaitSeconds          | 1.5                          | maxWaitSeconds | from 0 to 604800
          batch                   | 7                            | batch | an object
          batch                   | {'maxEvents':1,'maxSeconds':5} | batch.maxEvents | from 2 to 1000
          batch                   | {'maxEvents':1001,'maxSeconds':5} | batch.maxEvents | from 2 to 1000
          batch                   | {'maxEvents':5,'maxSeconds':3601} | batch.maxSeconds | from 1 to 3600
          batch                   | {'maxEvents':5}              | batch | an object such as
          batch                   | {'size':5}                   | batch.size | maxEvents and maxSeconds
          filterChange            | 'gone'                       | filterChange | any, entered, left or within
          filterChange            | 7                            | filterChange | any, entered, left or within
          filterChange            | ['any']                      | filterChange[0] | entered, left and within
          onBehalfOf              | 'vera'                       | onBehalfOf | an object with the name of one
          onBehalfOf              | {'role':'admin'}             | onBehalfOf | an object with the name of one
          onBehalfOf              | {'user':''}                  | onBehalfOf.user | not blank
          eventTypeVersions       | 7                            | eventTypeVersions | an object
          eventTypeVersions       | {'acme.order':1}             | eventTypeVersions | no custom event types
          handshake               | 'yes'                        | handshake | true or false
          handshake               | true                         | handshake | because format is native
          template                | 7                            | template | a text
          template                | 'a\\u0000'                   | template | control characters
          authentication          | 'basic'                      | authentication | an object
          authentication          | {'kind':'oauth2'}            | authentication.kind | one of type, tokenUrl
          authentication          | {'type':'basic','tokenUrl':'https://id.example','clientId':'c'} | authentication.type | oauth2
          authentication          | {'type':'oauth2','tokenUrl':'http://blocked.example','clientId':'c','clientSecret':'s'} | authentication.tokenUrl | that may be called
          authentication          | {'type':'oauth2','tokenUrl':'https://id.example','clientId':'c','clientSecret':7} | authentication.clientSecret | a text
          authentication          | {'type':'oauth2','tokenUrl':'https://id.example','clientId':'c','clientAuthentication':'digest'} | authentication.clientAuthentication | basic or post
          delivery                | 'poll'                       | delivery | push or pull
          delivery                | 7                            | delivery | a text
          customHeaders           | []                           | customHeaders | an object
          customHeaders           | 'X-A: b'                     | customHeaders | an object
          customHeaders           | {'X-A':1}                    | customHeaders.X-A | printable ASCII
          customHeaders           | {'X-A':null}                 | customHeaders.X-A | printable ASCII
          customHeaders           | {'X-A':'a\\r\\nb'}           | customHeaders.X-A | printable ASCII
          customHeaders           | {'X-A':'a\\u0000'}           | customHeaders.X-A | printable ASCII
          customHeaders           | {'X-A':'é'}                  | customHeaders.X-A | printable ASCII
          customHeaders           | {'X-A':'a','x-a':'b'}        | customHeaders | occurs only once
          customHeaders           | {'':'a'}                     | customHeaders | a header name
          customHeaders           | {'X A':'a'}                  | customHeaders | a header name
          customHeaders           | {'X-A:':'a'}                 | customHeaders | a header name
          customHeaders           | {'X-A\\n':'a'}               | customHeaders | a header name
          customHeaders           | {'Ä':'a'}                    | customHeaders | a header name
          customHeaders           | {':path':'a'}                | customHeaders | does not set itself
          customHeaders           | {'Host':'a'}                 | customHeaders | does not set itself
          customHeaders           | {'content-LENGTH':'1'}       | customHeaders | does not set itself
          customHeaders           | {'Content-Type':'a'}         | customHeaders | does not set itself
          customHeaders           | {'Transfer-Encoding':'a'}    | customHeaders | does not set itself
          customHeaders           | {'Connection':'a'}           | customHeaders | does not set itself
          customHeaders           | {'TE':'a'}                   | customHeaders | does not set itself
          customHeaders           | {'Upgrade':'a'}              | customHeaders | does not set itself
          customHeaders           | {'Webhook-Id':'a'}           | customHeaders | does not set itself
          customHeaders           | {'webhook-anything':'a'}     | customHeaders | does not set itself
          customHeaders           | {'Proxy-Authorization':'a'}  | customHeaders | does not set itself
          customHeaders           | {'X-Hook-Signature':'a'}     | customHeaders | does not set itself
          """)
  void aWrongFieldIsRefusedByNameAndNothingIsSaved(
      String field, String value, String named, String allowed) {
    JsonNode wrong = Admin.json("{'" + field + "':" + value + "}").get(field);
    ObjectNode whole =
        (ObjectNode)
            Admin.json("{'name':'a','url':'https://example.com','eventTypes':['asset_create']}");
    whole.set(field, wrong);
    ObjectNode update = (ObjectNode) Admin.json("{'name':'new'}");
    update.set(field, wrong);

    Answer created = admin.send("POST", "", whole);
    assertThat(store.stored).isEmpty();
    String path = "/" + admin.created().get("id").asText();
    Webhook before = store.stored.values().iterator().next();
    Answer updated = admin.send("PUT", path, update);

    for (Answer answer : new Answer[] {created, updated}) {
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.message()).startsWith("'" + named + "' is '").contains(allowed);
    }
    assertThat(store.stored.values()).containsExactly(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"name", "url", "eventTypes"})
  void aNewWebhookNeedsItsRequiredFields(String field) {
    ObjectNode body =
        (ObjectNode) Admin.json("{'name':'a','url':'https://example.com','eventTypes':[]}");
    body.remove(field);

    Answer answer = admin.send("POST", "", body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.message()).isEqualTo("'" + field + "' is required");
    assertThat(store.stored).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "null", "'text'", "5", "true"})
  void aBodyThatIsNoObjectIsRefused(String body) {
    String path = "/" + admin.created().get("id").asText();

    assertThat(admin.send("POST", "", body).status()).isEqualTo(400);
    assertThat(admin.send("POST", path, body).status()).isEqualTo(400);
    assertThat(store.stored).hasSize(1);
  }

  @Test
  void aMissingBodyIsRefused() {
    String path = "/" + admin.created().get("id").asText();

    assertThat(admin.send("POST", "").status()).isEqualTo(400);
    assertThat(admin.send("PUT", path).status()).isEqualTo(400);
  }

  @Test
  void whatIsTooLongIsRefused() {
    for (String field : new String[] {"name", "description", "url"}) {
      ObjectNode body =
          (ObjectNode) Admin.json("{'name':'a','url':'https://example.com','eventTypes':[]}");
      body.put(field, "https://example.com/" + "x".repeat(5000));
      Answer answer = admin.send("POST", "", body);
      assertThat(answer.status()).as(field).isEqualTo(400);
      assertThat(answer.message()).hasSizeLessThan(300).contains("characters, not 5020");
    }
    ObjectNode headers = (ObjectNode) Admin.json("{'customHeaders':{}}");
    headers.withObject("customHeaders").put("X-A", "x".repeat(4097));
    String path = "/" + admin.created().get("id").asText();
    assertThat(admin.send("POST", path, headers).status()).isEqualTo(400);
    headers.withObject("customHeaders").put("X-A", "x".repeat(4096));
    assertThat(admin.send("POST", path, headers).status()).isEqualTo(200);
    for (int i = 0; i < 30; i++) {
      headers.withObject("customHeaders").put("X-" + i, "x");
    }
    assertThat(admin.send("POST", path, headers).status()).isEqualTo(400);
  }

  @Test
  void aRefusedHeaderValueIsNotRepeated() {
    String path = "/" + admin.created().get("id").asText();

    assertThat(admin.send("POST", path, "{'customHeaders':{'X-A':'s3cret\\n'}}").message())
        .doesNotContain("s3cret");
  }

  @Test
  void nullSetsAnOptionalFieldToItsDefault() {
    ObjectNode created =
        admin.created(
            "{'name':'n','url':'https://example.com','eventTypes':[],'description':'d',"
                + "'metadataToReturn':['name'],'timeoutSeconds':5,'ordering':'asset',"
                + "'customHeaders':{'X-A':'a'},'foldersAndQuery':{'folders':['/x'],'query':'q',"
                + "'enableWildcardSelection':true}}");

    JsonNode after =
        admin
            .send(
                "POST",
                "/" + created.get("id").asText(),
                "{'description':null,'metadataToReturn':null,'timeoutSeconds':null,"
                    + "'ordering':null,'customHeaders':null,'operationalEvents':null,"
                    + "'foldersAndQuery':{'folders':null,'query':null,"
                    + "'enableWildcardSelection':null}}")
            .expect(200);

    assertThat(after.get("description").asText()).isEmpty();
    assertThat(after.get("metadataToReturn")).isEmpty();
    assertThat(after.get("timeoutSeconds").asInt()).isZero();
    assertThat(after.get("ordering").asText()).isEqualTo("none");
    assertThat(after.get("customHeaders")).isEmpty();
    assertThat(after.get("foldersAndQuery")).isEqualTo(Admin.json("{'folders':[],'query':''}"));
  }
}
