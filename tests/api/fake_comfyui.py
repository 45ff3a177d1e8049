"""ComfyUI's part of the fake painters: docs.comfy.org, server routes and messages."""

import base64
import hashlib
import json
import struct
import threading

from fake_pictures import JOB_STEPS, png


class ComfyUI:
    """Routes of FakeHandler."""

    def prompt(self, asked):
        fake = self.owner
        if self.spoiled():
            return None
        nodes = asked.body["prompt"]
        sampler = next(node["inputs"] for node in nodes.values() if node["class_type"] == "KSampler")
        if not isinstance(sampler["seed"], int):
            detail = {"type": "prompt_outputs_failed_validation", "message": "seed is no number", "details": ""}
            return self.reply(400, {"error": detail, "node_errors": {}})
        with fake.lock:
            name = f"00000000-0000-4000-8000-{len(fake.jobs):012d}"
            fake.jobs[name] = {"nodes": nodes, "client": asked.body["client_id"], "state": "running"}
            if fake.fault == "forgotten":
                fake.jobs.clear()
                return self.reply(200, {"prompt_id": name, "number": 1, "node_errors": {}})
        threading.Thread(target=self.run_workflow, args=(name,), daemon=True).start()
        return self.reply(200, {"prompt_id": name, "number": 1, "node_errors": {}})

    def run_workflow(self, name: str) -> None:
        fake, job = self.owner, self.owner.jobs[name]

        def say(kind: str, data: dict) -> None:
            fake.send(job["client"], json.dumps({"type": kind, "data": data | {"prompt_id": name}}).encode())

        say("execution_start", {})
        for step in range(1, JOB_STEPS + 1):
            if fake.interrupted.wait(fake.delay / JOB_STEPS):
                job["state"] = "interrupted"
                return say("execution_interrupted", {})
            say("progress", {"value": step, "max": JOB_STEPS, "node": "3"})
            fake.send(job["client"], struct.pack("!II", 1, 2) + png(64, 40), 2)
        job["state"] = "failed" if fake.fault == "job_failed" else "done"
        return say("executing", {"node": None})

    def history(self, asked):
        fake = self.owner
        name = asked.path.rsplit("/", 1)[1]
        job = fake.jobs.get(name)
        if fake.fail_polls > 0:
            fake.fail_polls -= 1
            return self.reply(502, b"<html>bad gateway</html>", "text/html")
        if job is None or job["state"] == "running":
            return self.reply(200, {})
        image = {"filename": "garden 1.png", "subfolder": "a&b", "type": "output"}
        preview = {"filename": "preview.png", "subfolder": "", "type": "temp"}
        status = {"status_str": "success", "completed": True, "messages": []}
        outputs = {"8": {"images": [preview]}, "9": {"images": [image]}}
        if job["state"] != "done":
            error = ["execution_error", {"node_type": "KSampler", "exception_message": "out of memory"}]
            status = {"status_str": "error", "completed": False, "messages": [["execution_start", {}], error]}
        if job["state"] != "done" or fake.fault == "job_empty":
            outputs = {}
        return self.reply(200, {name: {"prompt": [], "outputs": outputs, "status": status}})

    def queue(self, asked):
        running = [[0, name, {}, {}, []] for name, job in self.owner.jobs.items() if job.get("state") == "running"]
        return self.reply(200, {"queue_running": running, "queue_pending": []})

    def system_stats(self, asked):
        return self.reply(200, {"system": {"os": "posix", "comfyui_version": "0.3.40"}, "devices": []})

    def change_queue(self, asked):
        return self.reply(200, b"", "text/plain")

    def view(self, asked):
        fake = self.owner
        if (asked.query.get("filename"), asked.query.get("subfolder")) != (["garden 1.png"], ["a&b"]):
            return self.reply(404, b"", "text/plain")
        fake.closing.wait(fake.file_delay)
        nodes = next(reversed(fake.jobs.values()))["nodes"]
        latent = next(node["inputs"] for node in nodes.values() if node["class_type"] == "EmptyLatentImage")
        picture = fake.picture(latent["width"], latent["height"], 5).encode()
        return self.reply(200, picture if fake.fault == "base64" else base64.b64decode(picture), "image/png")

    def websocket(self, asked):
        fake = self.owner
        if not fake.websocket:
            return self.reply(404, b"", "text/plain")
        accept = self.headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.send_header("Sec-WebSocket-Accept", base64.b64encode(hashlib.sha1(accept.encode()).digest()).decode())
        self.end_headers()
        self.close_connection = True
        with fake.lock:
            fake.sockets[asked.query["clientId"][0]] = self.connection
        if fake.feed_trouble == "rubbish":
            for rubbish in (b"{", b"[]", b'{"type":"progress"}', b'{"type":3,"data":[]}'):
                fake.send(asked.query["clientId"][0], rubbish)
            for rubbish in (b"", b"\0\0\0\1", b"\0\0\0\1\0\0\0\2no picture"):
                fake.send(asked.query["clientId"][0], rubbish, 2)
        if fake.feed_trouble == "closed":
            return None
        while not fake.closing.is_set() and self.rfile.read(1):  # until the client goes; its frames do not matter
            pass
        return None


WORKFLOW = {
    "3": {"class_type": "KSampler",
          "inputs": {"seed": "{seed}", "steps": "{steps}", "cfg": "{guidance}", "sampler_name": "euler",
                     "latent_image": ["5", 0]}, "_meta": {"title": "{seed} stays here"}},
    "5": {"class_type": "EmptyLatentImage", "inputs": {"width": "{width}", "height": "{height}", "batch_size": 1}},
    "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "masterpiece, {prompt}, {style}", "clip": ["4", 1]}},
    "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "{negative}", "clip": ["4", 1]}},
    "9": {"class_type": "SaveImage", "inputs": {"filename_prefix": "garden", "images": ["8", 0]}},
}  # fmt: skip
