# Follows training.py: trains its cases in two processes with DistributedDataParallel, each with
# half of the batch, by plain gradient descent; rank 0 writes the weights after the last step.

RANKS = 2


class Loss(torch.nn.Module):
    """A network's loss; parameters' and buffers' names have no dots."""

    def __init__(self, network, weights):
        super().__init__()
        self.network, self.names = network, list(weights)
        for name, weight in weights.items():
            if name.endswith((".bn.mean", ".bn.var")):
                self.register_buffer(name.replace(".", "|"), weight)
            else:
                self.register_parameter(name.replace(".", "|"), torch.nn.Parameter(weight))

    def weights(self):
        return {name: getattr(self, name.replace(".", "|")) for name in self.names}

    def forward(self, batch):
        loss = 0
        for heat, affinity in self.network.fields(self.weights(), batch["images"]):
            for part, field in (("heat", heat), ("affinity", affinity)):
                error = batch[part + "mask"] * (field - batch[part]) ** 2
                loss = loss + error.sum() / (2 * len(field))
        return loss


def share(rank, folder):
    torch.set_num_threads(1)
    meeting = "file://" + os.path.abspath(os.path.join(folder, "meeting"))
    torch.distributed.init_process_group("gloo", meeting, rank=rank, world_size=RANKS)
    network = Network(os.path.join(folder, "network.txt"))
    given = read(os.path.join(folder, "in.safetensors"))
    dtype = getattr(torch, network.options["type"])
    batch = {
        name[6:]: tensor.to(dtype).chunk(RANKS)[rank]
        for name, tensor in given.items()
        if name.startswith("batch/")
    }
    weights = {name: t.to(dtype) for name, t in given.items() if not name.startswith("batch/")}
    loss = Loss(network, weights)
    model = torch.nn.parallel.DistributedDataParallel(loss)
    descent = torch.optim.SGD(model.parameters(), lr=1)
    for rate in network.options["rates"].split(","):
        descent.zero_grad()
        model(batch).backward()
        descent.param_groups[0]["lr"] = float(rate)
        descent.step()
    if rank == 0:
        out = {"weight/" + name: weight for name, weight in loss.weights().items()}
        write(os.path.join(folder, "out.safetensors"), out)
    torch.distributed.barrier()


other = os.fork()
share(1 if other == 0 else 0, os.environ["RANKS_FOLDER"])
if other == 0:
    os._exit(0)
sys.exit(os.WEXITSTATUS(os.waitpid(other, 0)[1]))
