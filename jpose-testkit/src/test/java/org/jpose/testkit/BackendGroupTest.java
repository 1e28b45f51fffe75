package org.jpose.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jpose.core.Backend;
import org.jpose.core.BackendGroup;
import org.jpose.core.Device;
import org.jpose.core.DeviceException;
import org.jpose.core.DeviceException.Reason;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.Execution;
import org.jpose.core.ModelFormatException;
import org.jpose.core.ModelInfo;
import org.jpose.core.PoseEstimator;
import org.jpose.core.field.PoseFields;
import org.jpose.core.image.Image;
import org.jpose.core.pose.Pose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where a network runs, on machines that have as many GPUs as a test wants. */
@Timeout(60)
class BackendGroupTest {
  private final EncodedBackend painter = new EncodedBackend();
  private final List<FakeGpu> opened = new ArrayList<>();
  private final List<String> notices = new ArrayList<>();

  /** A copy of the painter's network on a device. */
  private final class FakeGpu implements Backend {
    private final Device device;
    private int runs;
    private int closes;
    private Runnable during = () -> {};

    private FakeGpu(Device device) {
      this.device = device;
    }

    @Override
    public ModelInfo info() {
      return painter.info();
    }

    @Override
    public List<Device> devices() {
      return List.of(device);
    }

    @Override
    public List<PoseFields> run(List<Image> inputs) {
      synchronized (this) {
        runs++;
      }
      during.run();
      return painter.run(inputs);
    }

    @Override
    public void close() {
      closes++;
    }
  }

  /** A machine with so many GPUs; what is beyond them fails for this reason. */
  private Function<Device, Backend> machine(int gpus, Reason beyond) {
    return device -> {
      if (device.kind() == Device.Kind.CUDA && device.number().orElseThrow() >= gpus) {
        throw new DeviceException("device " + device + " cannot be had: none here", beyond, null);
      }
      FakeGpu gpu = new FakeGpu(device);
      opened.add(gpu);
      return gpu;
    };
  }

  private Backend open(Device device, Function<Device, Backend> machine) {
    return BackendGroup.open(Execution.on(device).withNotice(notices::add), machine);
  }

  private List<Image> pictures(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              List<Pose> people = new RandomPeople(new Random(i), 480, 400).people(2, 200, 320, 80);
              return painter.picture(480, 400, people);
            })
        .toList();
  }

  @Test
  void cudaTakesEveryGpu() {
    try (Backend group = open(Device.CUDA, machine(3, Reason.NO_SUCH_NUMBER))) {
      assertInstanceOf(BackendGroup.class, group);
      assertEquals(List.of(Device.cuda(0), Device.cuda(1), Device.cuda(2)), group.devices());
    }
    assertEquals(List.of(), notices);
    assertEquals(List.of(1, 1, 1), opened.stream().map(gpu -> gpu.closes).toList());
  }

  @Test
  void oneGpuNeedsNoGroup() {
    assertSame(opened(open(Device.CUDA, machine(1, Reason.NO_SUCH_NUMBER))), opened.get(0));
    assertSame(opened(open(Device.cuda(1), machine(2, Reason.NO_SUCH_NUMBER))), opened.get(1));
    assertEquals(Device.cuda(1), opened.get(1).device);
  }

  private static Backend opened(Backend backend) {
    return backend;
  }

  @Test
  void gpuThatFailsIsLeftOutAloud() {
    try (Backend group = open(Device.CUDA, machine(2, Reason.UNUSABLE))) {
      assertEquals(2, group.devices().size());
    }
    assertEquals(List.of("running on 2 GPU(s): device cuda:2 cannot be had: none here"), notices);
  }

  @Test
  void whatIsAskedForIsThereOrAnError() {
    for (Device device : List.of(Device.CUDA, Device.cuda(0))) {
      assertEquals(
          "device cuda:0 cannot be had: none here",
          assertThrows(DeviceException.class, () -> open(device, machine(0, Reason.NO_SUCH_NUMBER)))
              .getMessage());
    }
    assertEquals(List.of(), opened);
    assertEquals(List.of(), notices);
  }

  @Test
  void autoTakesGpusAndElseTheCpuAndSaysWhy() {
    assertEquals(2, open(Device.AUTO, machine(2, Reason.NO_SUCH_NUMBER)).devices().size());
    assertEquals(List.of(), notices);
    assertEquals(List.of(Device.CPU), open(Device.AUTO, machine(0, Reason.UNUSABLE)).devices());
    assertEquals(List.of("running on the cpu: device cuda:0 cannot be had: none here"), notices);
  }

  @Test
  void damagedModelIsNotLookedForElsewhere() {
    ModelFormatException damaged = new ModelFormatException("damaged");
    Function<Device, Backend> machine =
        device -> {
          if (device.equals(Device.cuda(1))) {
            throw damaged;
          }
          return machine(2, Reason.NO_SUCH_NUMBER).apply(device);
        };
    assertSame(damaged, assertThrows(ModelFormatException.class, () -> open(Device.AUTO, machine)));
    assertEquals(1, opened.get(0).closes);
  }

  @Test
  void batchesRunOnAllGpusAtOnceAndFindTheSame() {
    List<Image> pictures = pictures(12);
    EstimatorOptions options = EstimatorOptions.defaults().withBatch(2);
    List<List<Pose>> expected = new PoseEstimator(painter, options).estimate(pictures);
    Backend group = open(Device.CUDA, machine(3, Reason.NO_SUCH_NUMBER));
    CyclicBarrier together = new CyclicBarrier(3);
    // Passes only while all three calculate.
    opened.forEach(
        gpu ->
            gpu.during =
                () -> {
                  try {
                    together.await(30, TimeUnit.SECONDS);
                  } catch (Exception e) {
                    throw new IllegalStateException(e);
                  }
                });
    try (PoseEstimator estimator = new PoseEstimator(group, options)) {
      assertEquals(6, estimator.imagesAtOnce());
      assertEquals(expected, estimator.estimate(pictures));
    }
    assertEquals(List.of(2, 2, 2), opened.stream().map(gpu -> gpu.runs).toList());
  }

  @Test
  void membersRunOneNetwork() {
    assertThrows(IllegalArgumentException.class, () -> new BackendGroup(List.of()));
  }
}
