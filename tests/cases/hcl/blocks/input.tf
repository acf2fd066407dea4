terraform {
  required_version = ">= 1.5"
  backend "s3" {
    bucket = "state"
  }
}

provider "aws" {
  region = var.region
}

# Where it runs.
variable "region" {
  description = "The region"
  type        = list(object({ name = string }))
  default     = []
}

variable "untyped" {}

locals {
  name   = "${var.prefix}-app"
  common = { Name = local.name }
}

/* The
   server. */
resource "aws_instance" "web" {
  ami   = data.aws_ami.ubuntu.id
  count = length(var.zones) > 1 ? 2 : 1
  tags  = merge(local.common, { Role = "web" })

  lifecycle {
    ignore_changes = [tags]
  }

  dynamic "setting" {
    for_each = var.settings
    content {
      value = setting.value["name"]
    }
  }

  user_data = <<-EOT
    resource "not" "one" {}
  EOT
}

data "aws_ami" "ubuntu" {
  most_recent = true
}

module "vpc" {
  source  = "./modules/vpc"
  id      = aws_instance.web[0].id
  subnets = [for each in module.net.subnets : each.id if each.public]
}

module "remote" {
  source = "terraform-aws-modules/vpc/aws"
}

output "ip" {
  value = module.vpc.ip
}

job "docs" {
  group "web" {
    task "server" {}
  }
}

top_level = "value"
