package dev.carillon.hooks.delivery;

import dev.carillon.hooks.webhook.Ordering;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookLimits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The nodes that share a store, as one of them sees them. Which of them sends to a webhook, and how
 * much, follows from this list alone; so what all of them together send stays within the webhook's
 * limits once all of them go by the same list.
 *
 * <p>A node that sees another list goes by the least of its shares, by all lists that it has seen
 * since the last agreed one, until a new one is agreed ({@code NodeShares} of the engine).
 *
 * @param own this node's epoch
 * @param live the epochs of all nodes whose lease lasts, ascending, this one's included
 * @param agreed whether each of them has confirmed this list, and nothing of a dead node waits to
 *     be taken over
 */
public record NodeView(long own, List<Long> live, boolean agreed) {

  /** A node that shares its store with no other one. */
  public static final NodeView ALONE = new NodeView(0, List.of(0L), true);

  public NodeView {
    live = List.copyOf(live);
    if (!live.contains(own)) {
      throw new IllegalArgumentException("this node is not in its list: " + own + ", " + live);
    }
  }

  /** Whether no other node sends. */
  public boolean alone() {
    return live.size() == 1;
  }

  /**
   * Whether only one node sends to this webhook: its events keep their order or are sent together,
   * or it allows less than one attempt for each node. The deliveries of such a webhook have rows
   * from the start, so that the node that sends them finds them.
   */
  public boolean leasedWhole(Webhook webhook) {
    WebhookLimits limits = webhook.limits();
    return !alone()
        && (limits.ordering() != Ordering.NONE
            || webhook.grouping().any()
            || tooFew(limits.maxConcurrent())
            || tooFew(limits.maxPerSecond())
            || tooFew(webhook.handshake().perMinuteMax()));
  }

  /** 0 stands for no limit of its own. */
  private boolean tooFew(int limit) {
    return limit > 0 && limit < live.size();
  }

  /** Whether this node is the one that sends to a webhook which is leased whole. */
  public boolean sendsAll(Webhook.Id webhook) {
    return sender(webhook) == own;
  }

  /**
   * The epoch of the node that sends to a webhook which is leased whole: the one of which a hash of
   * both is the greatest, so that few webhooks move when a node comes or goes.
   */
  public long sender(Webhook.Id webhook) {
    long best = live.getFirst();
    for (long epoch : live) {
      if (weight(epoch, webhook) > weight(best, webhook)) {
        best = epoch;
      }
    }
    return best;
  }

  /** All bits of the result depend on all bits of both (the last steps of SplittableRandom's). */
  private static long weight(long epoch, Webhook.Id webhook) {
    CRC32C hash = new CRC32C();
    hash.update(webhook.value().getBytes(StandardCharsets.UTF_8));
    long mixed = hash.getValue() + epoch * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  /**
   * This node's part of a limit that a webhook has, where it is not leased whole. The parts of all
   * live nodes sum up to the limit; none grows when a node comes, none shrinks when one goes.
   *
   * @param limit 1 or more
   */
  public int share(int limit) {
    int position = live.indexOf(own);
    return Math.max(0, Math.ceilDiv(limit - position, live.size()));
  }
}
