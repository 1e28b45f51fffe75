package org.jpose.weights;

import java.util.List;
import java.util.stream.IntStream;
import org.jpose.core.pose.Joint;
import org.jpose.core.pose.Limb;
import org.jpose.core.pose.Skeleton;
import org.jpose.net.FieldChannels;

/** Skeletons for networks of any number of planes. */
public final class MadeUpSkeletons {
  private MadeUpSkeletons() {}

  public static Skeleton of(String name, FieldChannels planes) {
    int joints = planes.heat() - 1;
    List<Joint> named =
        IntStream.range(0, joints).mapToObj(i -> new Joint("joint" + i, 0.1, List.of())).toList();
    List<Limb> limbs =
        IntStream.range(0, planes.affinity() / 2)
            .mapToObj(i -> new Limb(0, joints - 1, 2 * i))
            .toList();
    return new Skeleton(name, named, limbs);
  }
}
