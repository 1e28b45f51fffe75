package org.jpose.core;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jpose.core.DeviceException.Reason;
import org.jpose.core.field.PoseFields;
import org.jpose.core.image.Image;

/**
 * Copies of one network on a device each; a run goes to the one with the fewest under way.
 * Thread-safe. Owns its members: closing the group closes them.
 */
public final class BackendGroup implements Backend {
  private final List<Member> members;

  /**
   * A group.
   *
   * @param backends one or more of the same network
   * @throws IllegalArgumentException if there is none, or networks differ
   */
  public BackendGroup(List<? extends Backend> backends) {
    if (backends.isEmpty()) {
      throw new IllegalArgumentException("there is no backend; give one for each device");
    }
    ModelInfo first = backends.get(0).info();
    for (Backend backend : backends) {
      if (!backend.info().equals(first)) {
        throw new IllegalArgumentException(
            "backends run " + first + " and " + backend.info() + "; expected one network");
      }
    }
    members = backends.stream().map(Member::new).toList();
  }

  /**
   * Opens a network where it is to run. {@link Device#CUDA} takes every GPU, {@link Device#AUTO}
   * too where there is one; else it takes the CPU and says why.
   *
   * @param opening opens it on one device: the CPU, a GPU by number, CoreML
   * @throws DeviceException if a device that was asked for cannot be had
   */
  public static Backend open(Execution where, Function<Device, Backend> opening) {
    switch (where.device().kind()) {
      case AUTO -> {
        try {
          return onEveryGpu(where, opening);
        } catch (DeviceException e) {
          where.notice().accept("running on the cpu: " + e.getMessage());
          return opening.apply(Device.CPU);
        }
      }
      case CUDA -> {
        return where.device().number().isPresent()
            ? opening.apply(where.device())
            : onEveryGpu(where, opening);
      }
      default -> {
        return opening.apply(where.device());
      }
    }
  }

  private static Backend onEveryGpu(Execution where, Function<Device, Backend> opening) {
    List<Backend> open = new ArrayList<>();
    open.add(opening.apply(Device.cuda(0)));
    try {
      while (true) {
        open.add(opening.apply(Device.cuda(open.size())));
      }
    } catch (DeviceException e) {
      if (e.reason() != Reason.NO_SUCH_NUMBER) {
        where.notice().accept("running on %d GPU(s): %s".formatted(open.size(), e.getMessage()));
      }
      return open.size() == 1 ? open.get(0) : new BackendGroup(open);
    } catch (RuntimeException | Error e) {
      open.forEach(Backend::close);
      throw e;
    }
  }

  @Override
  public ModelInfo info() {
    return members.get(0).backend.info();
  }

  @Override
  public String origin() {
    return members.get(0).backend.origin();
  }

  @Override
  public List<Device> devices() {
    return members.stream().flatMap(member -> member.backend.devices().stream()).toList();
  }

  @Override
  public List<PoseFields> run(List<Image> inputs) {
    Member member = leastBusy();
    try {
      return member.backend.run(inputs);
    } finally {
      member.underWay.decrementAndGet();
    }
  }

  private synchronized Member leastBusy() {
    Member least = members.get(0);
    for (Member member : members) {
      if (member.underWay.get() < least.underWay.get()) {
        least = member;
      }
    }
    least.underWay.incrementAndGet();
    return least;
  }

  /** Closes all members, also when one of them fails to. */
  @Override
  public void close() {
    RuntimeException failure = null;
    for (Member member : members) {
      try {
        member.backend.close();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static final class Member {
    private final Backend backend;
    private final AtomicInteger underWay = new AtomicInteger();

    private Member(Backend backend) {
      this.backend = backend;
    }
  }
}
