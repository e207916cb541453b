import { interopProgram } from "@steelyard/driver-contract";
import { describe, expect, test } from "vitest";
import { runProgram } from "./run-program.js";
import { ServedConductor } from "./served-conductor.js";

/** Debian's own interpreter: the one its packages are installed for. */
const PYTHON = "/usr/bin/python3";

/** Says whether openstacksdk is there, as `interopProgram` does for programs. */
async function hasSdk(): Promise<boolean> {
  if (!interopProgram(PYTHON)) return false;
  const { code, stderr } = await runProgram(PYTHON, ["-c", "import openstack"]);
  if (code === 0) return true;
  if (process.env["STEELYARD_REQUIRE_INTEROP"] === "1") throw new Error(`openstacksdk can not be imported: ${stderr}`);
  console.warn("skipped: openstacksdk is not installed");
  return false;
}

/** What a program on openstacksdk does with one machine. Prints one JSON object. */
const STORY = `
import json, sys
import openstack
from openstack import exceptions

conn = openstack.connect(auth_type="none", endpoint=sys.argv[1])
metal = conn.baremetal
said = {}

node = metal.create_node(
    driver="fake-hardware", name="sdk-1", deploy_interface="fake", boot_interface="fake",
    provision_state="enroll", driver_info={"ipmi_password": "hunter2"})
said["created"] = [node.provision_state, node.driver_info]
port = metal.create_port(node_id=node.id, address="52:54:00:65:43:21")
said["ports"] = [p.address for p in metal.ports(details=True, node=node.id)]
said["found"] = metal.find_node("sdk-1").id == node.id
said["listed"] = [n.name for n in metal.nodes(fields=["uuid", "name"], provision_state="enroll")]

node = metal.set_node_provision_state(node, "manage", wait=True, timeout=60)
said["managed"] = node.provision_state
said["valid"] = metal.validate_node(node)["power"].result
metal.update_node(node, instance_info={"image_source": "file:///image", "image_checksum": "0" * 64}, extra={"rack": "r1"})
node = metal.set_node_provision_state(node, "provide", wait=True, timeout=60)
said["provided"] = node.provision_state
node = metal.set_node_provision_state(node, "active", config_drive={"meta_data": {"a": "b"}}, wait=True, timeout=60)
said["deployed"] = [node.provision_state, node.instance_info.get("configdrive"), node.extra]

metal.set_node_power_state(node, "power off", wait=True, timeout=60)
said["power"] = metal.get_node(node.id).power_state
metal.set_node_maintenance(node, reason="why")
node = metal.get_node(node.id)
said["maintenance"] = [node.is_maintenance, node.maintenance_reason]
metal.unset_node_maintenance(node)
metal.set_node_boot_device(node, "pxe", persistent=True)
metal.add_node_trait(node, "CUSTOM_A")
said["traits"] = metal.get_node(node.id).traits
said["drivers"] = [d.name for d in metal.drivers()]

node = metal.set_node_provision_state(node, "deleted", wait=True, timeout=60)
said["undeployed"] = [node.provision_state, node.instance_info]
metal.delete_port(port)
metal.delete_node(node)
try:
    metal.get_node(node.id)
except exceptions.ResourceNotFound as error:
    said["gone"] = error.status_code
try:
    metal.create_node(driver="no-such-driver")
except exceptions.BadRequestException as error:
    said["refused"] = str(error)
print(json.dumps(said))
`;

describe.skipIf(!(await hasSdk()))("openstacksdk", () => {
  test("takes a node from enrolment to a deployed machine and away again", { timeout: 300_000 }, async () => {
    const served = await ServedConductor.start();
    try {
      const { code, stdout, stderr } = await runProgram(PYTHON, ["-", served.url], { input: STORY });
      expect(code, `${stderr}\n${served.log.slice(-4000)}`).toBe(0);
      const { refused, ...said } = JSON.parse(stdout) as Record<string, unknown>;
      expect(said).toEqual({
        created: ["enroll", { ipmi_password: "******" }],
        ports: ["52:54:00:65:43:21"],
        found: true,
        listed: ["sdk-1"],
        managed: "manageable",
        valid: true,
        provided: "available",
        deployed: ["active", "******", { rack: "r1" }],
        power: "power off",
        maintenance: [true, "why"],
        traits: ["CUSTOM_A"],
        drivers: ["fake-hardware"],
        undeployed: ["available", {}],
        gone: 404,
      });
      expect(refused).toContain("no-such-driver");
    } finally {
      expect(await served.stop()).toBe(0);
    }
  });
});
